#pragma once
#include <cstdio>

#include "app/override/override_client.hpp"

namespace jurymast::app {

/// Turns the kill switch on for a route or `all`: over the running gateway, and where that does not answer or does not do it, in the kill file
/// that it reads. 0 on, 2 no such route, 5 neither could be reached.
int run_kill(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);
/// Turns it off, likewise; a gateway that refuses is not gone round.
int run_clear_kill(const OverrideOptions& options, std::FILE* out, std::FILE* complaints);

}  // namespace jurymast::app
