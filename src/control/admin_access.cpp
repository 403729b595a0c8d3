#include "control/admin_access.hpp"

#include "crypto/digest.hpp"
#include "wire/header_fields.hpp"

namespace jurymast::control {
namespace {

constexpr std::string_view kScheme = "bearer ";
constexpr std::string_view kConfigured = "configured";

}  // namespace

AdminCaller AdminAccess::caller(std::string_view authorization) const {
  if (!configured_) return {{}, Role::Approve};
  if (authorization.size() <= kScheme.size() || !wire::same_header_name(authorization.substr(0, kScheme.size()), kScheme))
    return {};
  if (!crypto::equal(crypto::sha256(authorization.substr(kScheme.size())), *configured_)) return {};
  return {std::string(kConfigured), Role::Approve};
}

}  // namespace jurymast::control
