#include "control/admin_reply.hpp"

#include "wire/error_text.hpp"

namespace jurymast::control {
namespace {

std::string_view type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 500 ? "server_error" : "invalid_request_error";
  }
}

}  // namespace

AdminReply problem(int status, std::string_view code, std::string_view message) {
  return {.status = status, .body = wire::error_envelope({.type = type_of(status), .code = code, .message = message})};
}

}  // namespace jurymast::control
