#include "app/incident/incident_packet_command.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>

#include "app/exit_code.hpp"
#include "app/incident/incident_proofs.hpp"
#include "record/skeleton.hpp"
#include "review/incident/incident_note.hpp"
#include "store/file.hpp"

namespace jurymast::app {
namespace {

int refuse(const IncidentOutput& output, const std::string& why) {
  fmt::print(output.complaints, "jurymast incident packet: {}\n", why);
  return kUsage;
}

/// The skeleton of a body in a file; of the body itself nothing goes any further.
Result<std::string> skeleton_in(const std::string& file) {
  if (file.empty()) return std::string();
  const auto text = store::read_file(file, record::kSkeletonInputBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto bones = record::skeleton(*text);
  if (!bones) return fail(Code::Invalid, "{}: {}", file, bones.error().message);
  return bones;
}

Result<void> read_support(const IncidentPacketOptions& options, review::PacketAsk& ask) {
  if (!options.support_source.empty()) {
    auto source = record::Link::make(options.support_source);
    if (!source) return tl::unexpected(source.error());
    ask.support_source = *std::move(source);
  }
  if (options.support_accessed.empty()) return {};
  ask.support_accessed = review::parse_date(options.support_accessed);
  if (!ask.support_accessed)
    return fail(Code::Invalid, "`{}` is no day; write --support-accessed 2026-07-31", options.support_accessed);
  return {};
}

PacketFormat format_of(const IncidentPacketOptions& options) { return options.incident.json ? PacketFormat::Json : options.format; }

Result<review::PacketAsk> asked(const IncidentPacketOptions& options, WallTime now) {
  review::PacketAsk ask;
  ask.view = options.view;
  ask.at = now;
  if (!options.question_kind.empty()) {
    const auto* const found =
        std::find(review::kQuestionKindNames.begin(), review::kQuestionKindNames.end(), options.question_kind);
    if (found == review::kQuestionKindNames.end()) {
      return fail(Code::Invalid, "`{}` is none of application, documentation, account, provider", options.question_kind);
    }
    ask.question_kind = static_cast<review::QuestionKind>(found - review::kQuestionKindNames.begin());
  }
  if (auto read = read_support(options, ask); !read) return tl::unexpected(read.error());
  auto request = skeleton_in(options.request);
  if (!request) return tl::unexpected(request.error());
  ask.request_skeleton = *std::move(request);
  auto answer = skeleton_in(options.answer);
  if (!answer) return tl::unexpected(answer.error());
  ask.answer_skeleton = *std::move(answer);
  return ask;
}

/// Writes the result where it was asked for; false where that cannot be done, which is told.
bool deliver(const IncidentPacketOptions& options, const std::string& text, const IncidentOutput& output) {
  if (options.out.empty()) return std::fwrite(text.data(), 1, text.size(), output.out) == text.size();
  const auto file = store::open_file(options.out, O_WRONLY | O_CREAT | O_TRUNC);
  const bool written = file && store::write_all(file->descriptor(), text);
  if (!written) fmt::print(output.complaints, "jurymast incident packet: it cannot be written to {}\n", options.out);
  return written;
}

std::string rendered(const IncidentPacketOptions& options, const review::IncidentPacket& packet,
                     const review::IncidentFacts& facts) {
  switch (format_of(options)) {
    case PacketFormat::Html:
      return packet_html(packet, facts);
    case PacketFormat::Json:
      return packet_json(packet);
    case PacketFormat::Markdown:
      break;
  }
  return packet_markdown(packet);
}

int print_note(const IncidentPacketOptions& options, const review::IncidentFacts& facts, const IncidentOutput& output) {
  if (format_of(options) == PacketFormat::Html) return refuse(output, "form E2 is five lines; its formats are markdown and json");
  const auto note = review::incident_note(facts);
  const auto format = format_of(options) == PacketFormat::Json ? record::RenderingFormat::Json : record::RenderingFormat::Markdown;
  if (!deliver(options, review::note_text(note, format), output)) return kToolFailed;
  const std::vector<std::string> missing = review::missing_in(note);
  for (const std::string& field : missing)
    fmt::print(output.complaints, "missing: {}: neither the log nor a person tells it\n", field);
  return missing.empty() ? kPass : kHold;
}

}  // namespace

int print_packet(const review::IncidentFacts& facts, const IncidentPacketOptions& options, const PacketSurroundings& around,
                 const IncidentOutput& output) {
  auto ask = asked(options, around.now);
  if (!ask) return refuse(output, ask.error().message);
  if (options.note) return print_note(options, facts, output);
  ask->proofs = around.proofs;
  // The bytes of a line name the caller's client; who needs them asks for them, and holds them against the digest.
  for (review::CitedProof& one : ask->proofs) {
    if (options.view == review::PacketView::Support) one.line.clear();
  }
  const review::IncidentPacket packet = incident_packet(facts, *ask);
  if (!deliver(options, rendered(options, packet, facts), output)) return kToolFailed;
  for (const review::PacketItem& item : packet.items) {
    if (!item.there) fmt::print(output.complaints, "missing: {}: {}\n", item.name, item.remedy);
  }
  return packet.complete() ? kPass : kHold;
}

int run_incident_packet(const IncidentPacketOptions& options, Clock& clock, const IncidentOutput& output) {
  const auto place = place_to_read(options.incident);
  if (!place) return complain(output, place.error());
  const auto ask = ask_of(options.incident, *place, clock.wall_now());
  if (!ask) return complain(output, ask.error());
  const auto facts = incident_facts(*ask);
  if (!facts) return complain(output, facts.error());
  ReadingProgress progress(stderr, place->state_directory);
  auto proofs = prove_cited(place->state_directory, cited_lines(*facts, options.view), progress);
  if (!proofs) return complain(output, proofs.error());
  return print_packet(*facts, options, {ask->now, *std::move(proofs)}, output);
}

}  // namespace jurymast::app
