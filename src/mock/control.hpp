#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "mock/mock_desk.hpp"

namespace jurymast::mock {

/// A request below `/_mock`.
struct ControlRequest {
  std::string_view method;
  std::string_view path;
  std::string_view body;
};

struct ControlReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = "{\"ok\":true}";
  std::optional<Duration> refuse;  ///< refuse connections for so long, once the reply is sent
};

/// True if the path belongs to the control endpoint and not to the imitated API.
bool is_control_path(std::string_view path);
/// Does what the request asks. Errors are 400 with a sentence, 404, and 405.
ControlReply control(const ControlRequest& request, MockDesk& desk, MonotonicTime now);

}  // namespace jurymast::mock
