#pragma once
#include <optional>
#include <string>

#include "mock/fault.hpp"

namespace jurymast::mock {

/// An error as the API tells it.
struct ApiError {
  int status = 400;
  std::string message;
  std::string type = "invalid_request_error";
  std::optional<std::string> param = {};
  std::optional<std::string> code = {};
};

/// What an upstream usually says with that status.
ApiError usual_error(int status);
/// The same with what the fault says otherwise.
ApiError error_of(const Fault& fault, int status);
/// `{"error":{"message":…,"type":…,"param":…,"code":…}}`
std::string error_body(const ApiError& error);

}  // namespace jurymast::mock
