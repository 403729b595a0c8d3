#pragma once
#include <cstdio>

#include "app/override/override_client.hpp"

namespace jurymast::app {

/// The running gateway forgets once what keeps requests away from a target. 0 done, 2 refused, 5 the gateway does not answer.
int run_target_retry_now(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);
/// A suspended target is in its route's list again, likewise.
int run_target_clear_suspension(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);
/// Prints what keeps requests away from each target. 0, 2 usage, 5 the gateway does not answer.
int run_target_list(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
