#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/family.hpp"
#include "mock/api_error.hpp"

namespace jurymast::mock {

/// Choices that one chat request may ask for.
inline constexpr unsigned kChoicesMax = 128;

/// What the mock makes of a request that creates an answer; nothing of its prompt.
struct ApiRequest {
  Family family = Family::ChatCompletions;
  std::string model;
  bool stream = false;
  bool include_usage = false;
  unsigned choices = 1;
  std::optional<std::uint64_t> token_limit;
  bool json_wanted = false;              ///< response_format or text.format asks for JSON
  std::optional<std::string> tool_name;  ///< the function to call, where one is to be called
  std::string previous_response_id;
  bool background = false;
  bool store = false;
  std::uint64_t input_items = 0;
};

/// The model and stream of a body, as far as they can be told; for choosing a fault before anything is checked.
struct ApiRequestGlance {
  std::string model;
  bool stream = false;
};

/// A body read once: what it says, or the error the API answers with.
struct ReadApiRequest {
  ApiRequestGlance glance;
  tl::expected<ApiRequest, ApiError> request;
};

/// Reads a body of that family.
ReadApiRequest read_api_request(Family family, std::string_view body);

}  // namespace jurymast::mock
