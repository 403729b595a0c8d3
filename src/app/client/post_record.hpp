#pragma once
#include <string_view>

#include "base/result.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Hands a record (a line without number and checksum) to the running gateway, which checks it and writes it into its log; returns when it
/// stands there. Fails with Unavailable where no gateway answers, and with Denied and the gateway's reason where it does not take it.
Result<void> post_record(const policy::ServerSettings& server, std::string_view record);

}  // namespace jurymast::app
