#pragma once
#include <string>

#include "app/client/blocking_http.hpp"
#include "app/client/web_request.hpp"
#include "base/family.hpp"
#include "policy/snapshot.hpp"

namespace jurymast::app {

/// Where a target is reached without a gateway.
WebPlace place_of(const policy::Target& target);

/// A request for an answer as the gateway sends it to the target: with its path, query, headers and key, and with the body changed as the target
/// needs it. Fails with Denied where the key cannot be read here, and with Invalid where the body cannot be changed.
Result<HttpRequest> direct_request(const policy::Target& target, Family family, const std::string& body);

}  // namespace jurymast::app
