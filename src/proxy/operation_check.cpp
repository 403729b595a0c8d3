#include "proxy/operation.hpp"
#include "wire/output_rules.hpp"

namespace jurymast::proxy {

/// Holds the whole answer against the route's rules; what could not be held whole is not decided.
OutputFault Operation::check_answer() {
  const wire::OutputRules& rules = *snapshot().route(input_.facts.route).output_rules;
  if (rules.schema_from_request && !request_schema_) {
    request_schema_ = wire::schema_of_request(input_.facts.family, {input_.body}, plane_.scratch);
  }
  const wire::SchemaCheck* const schema = request_schema_ && request_schema_->check ? &*request_schema_->check : nullptr;
  OutputFault fault = OutputFault::Undecided;
  if (!streaming()) {
    fault = wire::check_output(input_.facts.family, rules, schema, {held_}, plane_.scratch);
  } else if (const auto body = assembler_ ? assembler_->body() : std::nullopt) {
    fault = wire::check_output(input_.facts.family, rules, schema, body->padded(), plane_.scratch);
  }
  const bool beyond = request_schema_ && request_schema_->undecided;
  return fault == OutputFault::None && beyond ? OutputFault::Undecided : fault;
}

void Operation::carry_out_step(const policy::step::Validate&) { drive(policy::event::Validated{check_answer()}); }

}  // namespace jurymast::proxy
