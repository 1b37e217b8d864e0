// Inside the shell, which has the landmark `main`: the tenant exists, the requested thing does not.
export { generateMetadata } from "../not-found.tsx";
export { NothingHere as default } from "../shell/nothing-here.tsx";
