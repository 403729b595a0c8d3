#include "app/client/post_record.hpp"

#include "app/client/admin_client.hpp"

namespace jurymast::app {
Result<void> post_record(const policy::ServerSettings& server, std::string_view record) {
  const auto answer = admin_request(server, "POST", "/records", record);
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status == 200) return {};
  return fail(Code::Denied, "the gateway did not take the record ({}): {}", answer->status, message_in(*answer));
}

}  // namespace jurymast::app
