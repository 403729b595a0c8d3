#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/server_session.hpp"
#include "http/upstream.hpp"
#include "policy/exchange.hpp"
#include "policy/tracer.hpp"
#include "proxy/answer_writer.hpp"
#include "proxy/attempt_body.hpp"
#include "proxy/memory_ledger.hpp"
#include "proxy/plane.hpp"
#include "proxy/stream_relay.hpp"
#include "wire/output_rules_request.hpp"
#include "wire/request_view.hpp"
#include "wire/stream_assembler.hpp"

namespace jurymast::proxy {

/// What the client asks for: a new answer, or one that a provider keeps.
enum class OperationKind : unsigned char { Create, Stored };

/// Everything an operation is born with. `body` and the views of `request` live until the session's end_answer().
struct OperationInput {
  OperationKind kind = OperationKind::Create;
  std::string method = "POST";
  std::string path;  ///< below the target's prefix
  std::string_view body;
  wire::RequestView request;
  std::string forwarded_lines;                     ///< the client's header lines that travel upstream
  std::string hops;                                ///< the hop field to send
  std::optional<policy::Priority> asked_priority;  ///< may only lower the route's and the client's
  std::string client_request_id;                   ///< echoed; empty where the caller gave none
  record::OperationStart start;
  policy::RequestFacts facts;
  std::unique_ptr<ProbeTicket> probe = {};            ///< what let it in; null: a caller's own request, or its shadow
  std::unique_ptr<wire::PaddedString> kept_body = {};  ///< what `body` views, where that is not the session's
};

/// Drives one Exchange: carries out its steps on the client's session and the upstream call, and turns what happens there into its
/// events. Ends in exactly one record, which is in the journal before the answer's last byte is handed to the kernel.
class Operation final : public http::UpstreamCall::Handler, public std::enable_shared_from_this<Operation> {
 public:
  /// Without a session nobody listens: a shadow.
  Operation(LoopPlane& plane, std::shared_ptr<http::ServerSession> session, std::shared_ptr<const LiveSnapshot> live,
            OperationInput input, std::function<void()> let_go);
  ~Operation() override;

  void start();
  void client_gone();
  void output_drained();
  /// True once nothing more is awaited from an upstream.
  bool upstream_done() const { return !call_; }

  void on_dialed() override;
  void on_connected(bool reused) override;
  void on_request_sent() override;
  void on_head(const wire::ResponseHead& head) override;
  void on_body(std::string_view piece) override;
  void on_end(bool delimited) override;
  void on_failed(http::TransportFailure failure, bool bytes_sent, bool response_started) override;

 private:
  /// How the body of the response in progress is read.
  enum class Reading : unsigned char { Nothing, Events, Answer, Error };
  /// An upstream's error object, kept while it may yet be what the client is told.
  struct KeptError {
    std::uint8_t attempt = 0;
    std::string object;
  };

  // operation_steps.cpp: carrying out what the exchange decides.
  policy::Steps begin_exchange();
  void drive(const policy::Event& event);
  void tell(const policy::Event& event);
  void obey_kill();
  void content_seen();
  void carry_out(const policy::Steps& steps);
  void carry_out_step(const policy::step::Send& send);
  void carry_out_step(const policy::step::CloseUpstream&);
  void carry_out_step(const policy::step::Wait&) {}
  void carry_out_step(const policy::step::Validate&);
  void carry_out_step(const policy::step::Commit& commit);
  void carry_out_step(const policy::step::Forward&);
  void carry_out_step(const policy::step::EndClient&);
  void carry_out_step(const policy::step::AbortClient& abort);
  void carry_out_step(const policy::step::Answer& answer);
  void carry_out_step(const policy::step::Finish&) { finish_wanted_ = true; }
  bool make_request_body(const policy::step::Send& send);
  void turn_done();
  void flush();
  void flush_events();
  void set_timer();
  void timer_fired();
  void keep_alive_comment();

  // operation_reading.cpp: what an upstream's body means.
  void read_events(std::string_view piece);
  void deliver_signals();
  void deliver_answer();
  void deliver_error(bool whole);
  void charge_memory();
  bool grow_held(std::string_view piece, std::size_t limit);
  void keep_error(const wire::ErrorBody& body);
  void remember_state();

  // operation_check.cpp: what the route asks of an answer.
  OutputFault check_answer();

  // operation_finish.cpp: the record and the end.
  void finish();
  void end_session();
  record::Operation make_record() const;
  std::string_view requested_model() const;
  record::AnswerShape answer_shape() const;
  void note_finished(const record::Operation& operation, const std::string& line);
  FinishedProbe finished_probe(const record::Operation& operation, const std::string& line) const;
  void add_decision_lines(std::string& lines) const;
  std::string answer_head(int status) const;

  bool streaming() const { return reading_ == Reading::Events; }
  record::ProbeFault fault() const { return input_.facts.synthetic ? input_.facts.synthetic->fault : record::ProbeFault::None; }
  bool is_shadow() const { return session_ == nullptr; }
  bool of_caller() const { return !input_.probe && !is_shadow(); }
  std::atomic<unsigned>& running() const;
  const policy::Snapshot& snapshot() const { return *live_->policy; }
  const policy::Target& target() const { return snapshot().target(target_); }

  LoopPlane& plane_;
  std::shared_ptr<http::ServerSession> session_;
  std::shared_ptr<const LiveSnapshot> live_;
  OperationInput input_;
  std::function<void()> let_go_;  ///< called once, before the session may go on with its next request
  MonotonicTime began_;
  std::uint64_t seed_;  ///< of the exchange's random stream
  policy::Exchange exchange_;
  std::unique_ptr<policy::Tracer> tracer_;  ///< where the configuration wants traces
  MemoryShare memory_;
  http::Timer timer_;
  AnswerWriter writer_;

  // The attempt in progress.
  TargetIndex target_;
  std::uint8_t attempt_ = 0;
  std::unique_ptr<http::UpstreamCall> call_;
  AttemptBody request_body_;
  Reading reading_ = Reading::Nothing;
  int upstream_status_ = 0;
  wire::ContentKind upstream_content_ = wire::ContentKind::None;
  std::string answer_lines_;
  std::string held_;                                ///< a buffered body, with padding behind it
  std::optional<wire::StreamAssembler> assembler_;  ///< where a stream's whole answer is to be checked
  std::optional<StreamRelay> relay_;
  wire::AnswerFacts facts_;
  bool upstream_ended_ = false;
  bool reused_ = false;
  bool request_sent_ = false;
  std::optional<wire::RequestSchema> request_schema_;  ///< read once, where an answer is held against it

  // The answer in progress.
  bool forwarding_ = false;
  bool chunked_ = false;
  bool abort_session_ = false;
  bool client_gone_ = false;
  bool finish_wanted_ = false;
  bool recorded_ = false;
  bool finished_ = false;
  std::uint64_t bytes_out_ = 0;
  std::optional<Duration> first_content_;
  MonotonicTime last_write_;
  MonotonicTime kill_looked_;  ///< when the kill switch was last looked at by the timer
  bool killed_ = false;        ///< the exchange knows of the kill switch
  MonotonicTime timer_at_ = MonotonicTime::never();
  std::vector<KeptError> kept_errors_;
};

}  // namespace jurymast::proxy
