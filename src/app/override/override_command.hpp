#pragma once
#include <cstdio>

#include "app/override/override_client.hpp"

namespace jurymast::app {

/// Sets an override in the running gateway and prints what stands and how to take it back. 0 set, 2 refused, 5 the gateway does not answer.
int run_override_set(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);
/// Ends one, likewise.
int run_override_clear(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);
/// Prints what stands: who, why, and how long still; without a gateway what the record says. 0, 2 usage, 5 the record cannot be read.
int run_override_list(const OverrideOptions& options, Clock& clock, std::FILE* out, std::FILE* complaints);

/// Asks for a change and prints what came of it; for the commands about targets too.
int run_change(const OverrideOptions& options, const std::string& path, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
