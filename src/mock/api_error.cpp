#include "mock/api_error.hpp"

#include <array>
#include <string_view>

#include "mock/json_text.hpp"

namespace jurymast::mock {
namespace {

struct Usual {
  int status;
  std::string_view type;
  std::string_view code;
  std::string_view message;
};

constexpr std::array kUsual = std::to_array<Usual>({
    {400, "invalid_request_error", "", "The request is not valid."},
    {401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided."},
    {402, "insufficient_quota", "insufficient_quota", "The balance is exhausted."},
    {403, "invalid_request_error", "", "This key may not use this model."},
    {404, "invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."},
    {405, "invalid_request_error", "", "This method is not allowed here."},
    {408, "timeout", "", "The request took too long."},
    {409, "conflict_error", "", "The request conflicts with another one."},
    {413, "invalid_request_error", "", "The request body is too large."},
    {415, "invalid_request_error", "", "This content type is not supported."},
    {422, "invalid_request_error", "", "The request could not be processed."},
    {429, "requests", "rate_limit_exceeded", "Rate limit reached."},
    {500, "server_error", "", "The server had an error while processing the request."},
    {502, "server_error", "bad_gateway", "Bad gateway."},
    {503, "service_unavailable_error", "server_is_overloaded", "The server is overloaded."},
    {504, "server_error", "timeout", "The origin did not answer in time."},
    {529, "overloaded_error", "", "Overloaded."},
});

}  // namespace

ApiError usual_error(int status) {
  for (const Usual& usual : kUsual) {
    if (usual.status != status) continue;
    ApiError error{status, std::string(usual.message), std::string(usual.type)};
    if (!usual.code.empty()) error.code = std::string(usual.code);
    return error;
  }
  return {status, "The mock answers with this status.", status >= 500 ? "server_error" : "invalid_request_error"};
}

ApiError error_of(const Fault& fault, int status) {
  ApiError error = usual_error(status);
  if (fault.error_code) error.code = fault.error_code;
  if (fault.error_type) error.type = *fault.error_type;
  if (fault.error_message) error.message = *fault.error_message;
  if (fault.error_param) error.param = fault.error_param;
  return error;
}

std::string error_body(const ApiError& error) {
  const Json param = error.param ? Json(*error.param) : Json(nullptr);
  const Json code = error.code ? Json(*error.code) : Json(nullptr);
  return printed(Json{{"error", {{"message", error.message}, {"type", error.type}, {"param", param}, {"code", code}}}});
}

}  // namespace jurymast::mock
