// Which data was here at the reader's last visit: kept by the browser, and told to the page once. A visit is known by
// the last day of its data, so that a second look at the same data still shows what was new in it.
let told; // what the server believes

export default function ({ data, setStateValue }) {
  let seen;
  try {
    seen = JSON.parse(localStorage.getItem(data.key));
  } catch {} // nothing that was written here
  if (seen?.day !== data.day) {
    seen = { day: data.day, before: seen?.day < data.day ? seen.day : undefined };
    try {
      localStorage.setItem(data.key, JSON.stringify(seen));
    } catch {} // a browser that keeps nothing
  }
  if (seen.before && told !== seen.before) setStateValue("before", (told = seen.before));
}
