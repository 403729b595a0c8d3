#pragma once
#include <string>

#include "app/probe/smoke_run.hpp"

namespace jurymast::app {

/// A run as JSON, with every assertion.
std::string smoke_json(const SmokeRun& run);
/// A run as JUnit's XML: what could not run is an error there, not a failure.
std::string smoke_junit(const SmokeRun& run);
/// A run in the Test Anything Protocol, version 14.
std::string smoke_tap(const SmokeRun& run);
/// A run as a table for notes.
std::string smoke_markdown(const SmokeRun& run);

}  // namespace jurymast::app
