#include "base/assert.hpp"
#include "invariants.hpp"
#include "record/line.hpp"
#include "record/operation.hpp"
#include "record/pattern_scrub.hpp"
#include "record/redaction.hpp"
#include "record/skeleton.hpp"
#include "record/test_secret_forms.hpp"

namespace {

using namespace jurymast;

const std::vector<std::string> kSecrets{"s3cr3t/\"Qx+81L\\m~9Zk4Wv7Tn2Rb6Yc", "dr4wnKey",
                                        "k-4711-Qx81LmZk4Wv7Tn2Rb6YcQx81LmZk4Wv7Tn2Rb6Yc", "ab1Cab1CdEab1Cab1CdE"};

const record::KnownSecrets& known_secrets() {
  static const record::KnownSecrets known(std::vector<std::string_view>(kSecrets.begin(), kSecrets.end()));
  return known;
}

void check_shapes(std::string_view text) {
  std::size_t end = 0;
  for (const record::SecretSpan& span : record::find_secrets(text)) {
    JURYMAST_ASSERT(span.offset >= end && span.size >= record::kSpanBytesMin);
    end = span.offset + span.size;
  }
  JURYMAST_ASSERT(end <= text.size());
  const std::string once = record::scrub(text);
  JURYMAST_ASSERT(once.size() <= record::scrubbed_bytes_max(text.size()));
  JURYMAST_ASSERT(record::find_secrets(once).empty() && record::scrub(once) == once);
}

void check_masked(std::string_view text) {
  const auto masked = known_secrets().masked(text);
  JURYMAST_ASSERT(masked.has_value() == known_secrets().found_in(text));
  JURYMAST_ASSERT(known_secrets().found_in(text) == record::testing::found_by_search(kSecrets, text));
  if (!masked) return;
  JURYMAST_ASSERT(!known_secrets().found_in(*masked) && !record::testing::found_by_search(kSecrets, *masked));
  JURYMAST_ASSERT(masked->size() <= record::scrubbed_bytes_max(text.size()));
}

/// Each form of one secret, put where the input says.
void check_planted(std::string_view text, std::size_t choice) {
  const std::size_t at = text.empty() ? 0 : choice % text.size();
  for (const record::testing::Form& form : record::testing::forms_of(kSecrets[choice % kSecrets.size()])) {
    const std::string planted = std::string(text.substr(0, at)).append(form.text).append(text.substr(at));
    const auto masked = known_secrets().masked(planted);
    JURYMAST_ASSERT(masked && masked->find(form.text) == std::string::npos);
  }
}

void check_record(std::string_view record) {
  if (!record::is_record(record)) return;
  const auto redacted = record::redact(record, known_secrets());
  if (!redacted) return;
  JURYMAST_ASSERT(redacted->text.size() <= record::kRecordBytesMax);
  JURYMAST_ASSERT(record::is_record(redacted->text));
  JURYMAST_ASSERT(!record::redact(redacted->text, known_secrets()));
}

void check_skeleton(std::string_view json) {
  const auto bones = record::skeleton(json);
  if (!bones) return;
  JURYMAST_ASSERT(bones->size() <= record::kSkeletonBytesMax);
  for (const std::string& secret : kSecrets) JURYMAST_ASSERT(bones->find(secret) == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kTextBytesMax = 16 * 1024;
  if (size == 0 || size > kTextBytesMax) return 0;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  check_shapes(text);
  check_masked(text);
  check_planted(text, data[0]);
  check_record(text);
  check_skeleton(text);
  return 0;
}
