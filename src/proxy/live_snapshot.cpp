#include "proxy/live_snapshot.hpp"

#include <map>
#include <utility>

#include "wire/splice.hpp"

namespace jurymast::proxy {
namespace {

using TlsContexts = std::map<std::pair<std::string, bool>, std::shared_ptr<http::TlsClientContext>>;

/// One context a TLS profile: loading the CAs is what costs.
Result<std::shared_ptr<http::TlsClientContext>> context_for(const policy::Target& target, TlsContexts& contexts) {
  auto& context = contexts[{target.tls_ca_file, target.tls_verify}];
  if (context) return context;
  auto made = http::TlsClientContext::make({.ca_file = target.tls_ca_file, .verify = target.tls_verify});
  if (!made) return fail(made.error().code, "target {}: {}", target.name, made.error().message);
  context = std::move(*made);
  return context;
}

}  // namespace

Result<std::shared_ptr<const LiveSnapshot>> make_live(std::shared_ptr<const policy::Snapshot> snapshot, MetricHeads& heads) {
  auto live = std::make_shared<LiveSnapshot>();
  TlsContexts contexts;
  for (const policy::Target& target : snapshot->targets) {
    LiveTarget& out = live->targets.emplace_back();
    live->target_names.push_back(heads.targets.index_of(target.name));
    out.authority = target.origin.authority();
    out.endpoint.key = fmt::format("{}|{}|{}", target.base_url, target.credential, target.tls_ca_file);
    out.endpoint.host = target.origin.host;
    out.endpoint.port = target.origin.port;
    out.endpoint.allow_private = target.allow_private;
    if (target.origin.tls) {
      auto context = context_for(target, contexts);
      if (!context) return tl::unexpected(context.error());
      out.endpoint.tls = std::move(*context);
    }
    for (const auto& [name, value] : target.changes.headers) out.extra_lines.append(name).append(": ").append(value).append("\r\n");
    if (!target.model.empty()) out.model_json = wire::to_json_string(target.model);
  }
  for (const policy::Route& route : snapshot->routes) live->route_names.push_back(heads.routes.index_of(route.name));
  live->policy = std::move(snapshot);
  return live;
}

}  // namespace jurymast::proxy
