#pragma once
#include <string>

#include "policy/snapshot.hpp"
#include "review/runbook_draft.hpp"

namespace jurymast::app {

/// What a runbook tells of one route of the configuration.
review::RunbookFacts runbook_facts(const policy::Snapshot& snapshot, const policy::Route& route, const std::string& config_file);

}  // namespace jurymast::app
