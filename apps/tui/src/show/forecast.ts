import type { Forecast } from "@headsup/contract";

/** Of the forecast that is shown and one that comes, the one made last: answers may overtake each other. */
export const laterForecast = (shown: Forecast | null, told: Forecast): Forecast =>
  shown !== null && shown.from > told.from ? shown : told;
