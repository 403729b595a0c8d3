#include "proxy/models_answer.hpp"

#include "wire/head_writer.hpp"
#include "wire/splice.hpp"

namespace jurymast::proxy {

std::string models_answer(const policy::Snapshot& snapshot, const OperationId& id, bool close) {
  std::string list;
  for (const policy::Route& route : snapshot.routes) {
    for (const std::string& name : route.match) {
      if (name.ends_with('*')) continue;
      if (!list.empty()) list += ',';
      list += fmt::format(R"({{"id":{},"object":"model","created":0,"owned_by":"jurymast"}})", wire::to_json_string(name));
    }
  }
  const std::string body = fmt::format(R"({{"object":"list","data":[{}]}})", list);
  wire::HeadWriter head = wire::HeadWriter::response(200);
  head.field("x-request-id", id.to_string());
  head.field("Content-Type", "application/json").field("Content-Length", body.size());
  if (close) head.field("Connection", "close");
  return std::move(head).finish() + body;
}

}  // namespace jurymast::proxy
