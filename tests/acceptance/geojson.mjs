// geojson.mjs FOLDER: two checkers of others read every GeoJSON file.
import { readdirSync, readFileSync } from "node:fs";
import { HintError, check } from "@placemarkio/check-geojson";
import geojsonhint from "@mapbox/geojsonhint";

const folder = process.argv[2];
const said = (name, problem) => console.log(problem ? `not ok ${name}: ${problem}` : `ok ${name}`);

for (const file of readdirSync(folder).filter((f) => f.endsWith(".geojson"))) {
  const text = readFileSync(`${folder}/${file}`, "utf8");
  let problem = "";
  try {
    check(text);
  } catch (error) {
    problem = error instanceof HintError ? error.issues.map((i) => i.message).slice(0, 3).join("; ") : String(error);
  }
  said(`${file} by check-geojson`, problem);
  // Its hint that a precision of 6 decimals is enough, and the like, are of level "message".
  const errors = geojsonhint.hint(text).filter((hint) => hint.level !== "message");
  said(`${file} by geojsonhint`, errors.slice(0, 3).map((e) => e.message).join("; "));
}
console.log("end of geojson");
