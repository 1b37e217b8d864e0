// Next runs this in the browser before it renders anything.
import { withUzbek } from "./app/uzbek-numbers.ts";

Intl.NumberFormat = withUzbek(Intl.NumberFormat);
