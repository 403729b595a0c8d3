#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jurymast::control {

/// What a request to the admin listener is answered with.
struct AdminReply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body{};
  std::optional<std::uint32_t> retry_after_s{};
};

/// A refusal in the envelope that callers know from the data listener.
AdminReply problem(int status, std::string_view code, std::string_view message);

}  // namespace jurymast::control
