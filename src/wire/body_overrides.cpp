#include "wire/body_overrides.hpp"

#include <algorithm>
#include <utility>

#include "wire/body_members.hpp"

namespace jurymast::wire {
namespace {

/// Makes the overrides of one body whose JSON is known to be right.
class BodyAdapter {
 public:
  BodyAdapter(std::string_view body, const BodyMembers& members) : body_(body), members_(members), list_(members.list_edit()) {}
  void rename_token_limit(TokenLimitMember wanted);
  void set(const BodyOverrides::Member& wanted);
  void remove(std::string_view name);
  AdaptedBody finish();

 private:
  void count(Adaptation adaptation) { ++adapted_.adaptations[static_cast<std::size_t>(adaptation)]; }
  bool is_null(const BodyMember& member) const { return body_.substr(member.value.offset, member.value.size) == "null"; }

  std::string_view body_;
  const BodyMembers& members_;
  ListEdit list_;
  TextEdits edits_;
  AdaptedBody adapted_;
};

/// A null says nothing, so it does not win over a limit that the request does give.
void BodyAdapter::rename_token_limit(TokenLimitMember wanted) {
  const BodyMember* const other = members_.find(name_of(other_than(wanted)));
  if (other == nullptr) return;
  const BodyMember* const own = members_.find(name_of(wanted));
  count(Adaptation::TokenLimitRenamed);
  if (own != nullptr && !is_null(*own)) return list_.drop(members_.index_of(*other));
  if (own != nullptr) list_.drop(members_.index_of(*own));
  edits_.replace(other->key, fmt::format("\"{}\"", name_of(wanted)));
}

void BodyAdapter::set(const BodyOverrides::Member& wanted) {
  const BodyMember* const own = members_.find(wanted.name);
  if (own == nullptr) {
    list_.put_in_front(fmt::format("\"{}\":{}", wanted.name, wanted.json));
  } else if (body_.substr(own->value.offset, own->value.size) == wanted.json) {
    return;
  } else {
    edits_.replace(own->value, wanted.json);
  }
  count(Adaptation::MemberSet);
}

void BodyAdapter::remove(std::string_view name) {
  const BodyMember* const own = members_.find(name);
  if (own == nullptr) return;
  list_.drop(members_.index_of(*own));
  count(Adaptation::MemberRemoved);
}

AdaptedBody BodyAdapter::finish() {
  list_.write_to(edits_);
  adapted_.body.take(edits_.applied_to(body_));
  return std::move(adapted_);
}

}  // namespace

Result<AdaptedBody> adapt_body(PaddedText body, const BodyOverrides& overrides, JsonScratch& scratch) {
  const Result<BodyMembers> members = BodyMembers::read(body, scratch);
  if (!members) return tl::unexpected(members.error());
  BodyAdapter adapter(body.text, *members);
  if (overrides.token_limit_member) {
    const auto [first, second] = kTokenLimitMemberNames;
    if (Result<void> once = members->check_given_once({first, second}); !once) return tl::unexpected(once.error());
    adapter.rename_token_limit(*overrides.token_limit_member);
  }
  for (const BodyOverrides::Member& wanted : overrides.set) {
    if (Result<void> once = members->check_given_once({wanted.name}); !once) return tl::unexpected(once.error());
    adapter.set(wanted);
  }
  for (const std::string& name : overrides.remove) {
    if (Result<void> once = members->check_given_once({name}); !once) return tl::unexpected(once.error());
    adapter.remove(name);
  }
  return adapter.finish();
}

}  // namespace jurymast::wire
