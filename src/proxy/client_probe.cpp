#include <algorithm>
#include <utility>

#include "proxy/client_handler.hpp"

namespace jurymast::proxy {

/// A valid ticket stands in for the client's key. It is spent by this, whatever becomes of the request.
std::optional<ClientHandler::Denied> ClientHandler::take_ticket(const wire::RequestHead& head, Accepted& accepted) {
  const auto is_ticket = [](const wire::HeaderField& field) { return wire::same_header_name(field.name, kProbeField); };
  // Of two, another reader could have meant the other.
  if (std::count_if(head.fields.begin(), head.fields.end(), is_ticket) != 1) return Denied{Refusal::ProbeInvalid};
  if (accepted.what != Accepted::What::Create) {
    return Denied{Refusal::ProbeMismatch, "A probe asks for an answer: POST to /v1/chat/completions or /v1/responses.", {}, {}};
  }
  auto ticket = plane_.shared.probes.take(head.fields.value(kProbeField), plane_.now());
  if (!ticket) return Denied{ticket.error()};
  accepted.probe = std::make_unique<ProbeTicket>(std::move(*ticket));
  return std::nullopt;
}

/// Gives the operation what its ticket says, as far as the configuration in force still knows the names in it.
std::optional<ClientHandler::Denied> ClientHandler::follow_ticket(OperationInput& input) {
  const policy::Route& route = snapshot().route(input.facts.route);
  if (route.name != accepted_.probe->route) return Denied{Refusal::ProbeMismatch};
  policy::SyntheticProbe& probe = input.facts.synthetic.emplace();
  probe.fault = accepted_.probe->fault;
  if (!accepted_.probe->target.empty()) {
    probe.forced = plane_.target_named(accepted_.probe->target, input.facts.route);
    if (!probe.forced) {
      return Denied{Refusal::ProbeMismatch, "The route no longer has the ticket's target; ask for another ticket.", {}, {}};
    }
  }
  input.probe = std::move(accepted_.probe);
  return std::nullopt;
}

}  // namespace jurymast::proxy
