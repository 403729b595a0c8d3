#pragma once
#include <optional>
#include <string>

#include "app/log/chain_check.hpp"
#include "base/result.hpp"
#include "evidence/gate_case.hpp"

namespace jurymast::app {

/// Has the log held against the checkpoint that stands beside it; one that cannot be read, or is not signed by the key, is a finding.
void hold_against_own(const std::string& state_directory, const std::optional<record::LogVerifier>& key, ChainCheck& check,
                      LogFindings& found);

/// What `jurymast log verify` finds that makes the log not what was written, for a gate; of no log, nothing. Fails where the log cannot be
/// read.
Result<evidence::LogLook> look_at_log(const std::string& state_directory);

}  // namespace jurymast::app
