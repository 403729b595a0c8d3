#include "record/sample.hpp"

#include "record/member_reader.hpp"
#include "record/member_shapes.hpp"
#include "record/member_writer.hpp"

namespace jurymast::record {

template <class Form, SomeOf<TargetLoad> Load>
void describe(Form& form, Load& load) {
  form.identifier({"target", "the target's name"}, load.target);
  form.count({"in_flight", "upstream requests running there"}, load.in_flight);
  form.count({"limit", "how many may run there at once now"}, load.in_flight_limit);
  form.count({"tokens", "what its retry budget holds, in thousandths"}, load.budget_milli);
  form.count({"pause_ms", "how long it is still paused", "not paused"}, load.pause_ms);
  form.word({"breaker", "the worst of its breakers", "all are closed"}, load.breaker, kBreakerStateNames);
}

template <class Form, SomeOf<SampleRecord> Record>
void describe(Form& form, Record& record) {
  form.time({"ts", "when it was taken"}, record.at);
  form.count({"config", "version of the configuration in force"}, record.config);
  form.count({"in_flight", "operations running"}, record.in_flight);
  form.count({"limit", "operations that may run at once"}, record.in_flight_max);
  form.count({"queue_bytes", "records that are not yet in the log"}, record.queue_bytes);
  form.count({"memory_bytes", "held for requests and answers"}, record.memory_bytes);
  form.flag({"draining", "whether it is going down", "false"}, record.draining);
  form.count({"killed_routes", "routes whose fallback the kill switch holds"}, record.killed_routes);
  form.objects({"targets", "the targets that are not at rest", "all are at rest"}, record.targets);
  form.count({"targets_more", "targets beyond these that are not at rest either"}, record.targets_more);
}

std::string render(const SampleRecord& record) { return write_record("sample", record); }

Result<SampleRecord> read_sample(std::string_view record) { return read_record<SampleRecord>("sample", record); }

KindShape sample_shape() { return shape_of<SampleRecord>("sample", "how loaded the gateway is, every ten seconds"); }

}  // namespace jurymast::record
