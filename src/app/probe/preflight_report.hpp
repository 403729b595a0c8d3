#pragma once
#include <string>
#include <vector>

#include "app/draw/build_report.hpp"
#include "app/probe/smoke_run.hpp"
#include "evidence/smoke_preflight.hpp"

namespace jurymast::app {

/// What a preflight's questions came to, in a form. It holds names and reasons: nothing of a prompt, an answer or a key.
std::string preflight_report(const SmokeSetting& setting, const std::vector<evidence::PreflightCheck>& checks, PrintFormat format);

}  // namespace jurymast::app
