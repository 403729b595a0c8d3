#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "record/member_types.hpp"
#include "record/shape.hpp"

namespace jurymast::record {

/// Notes what a kind's description tells of its members, for schema and documentation; the third beside MemberWriter and MemberReader.
class MemberShapes {
 public:
  template <class When>
  void time(Told told, const When&) {
    add(told, MemberType::Time);
  }
  template <class Id>
  void id(Told told, const Id&) {
    add(told, MemberType::Id);
  }
  template <class Value>
  void word(Told told, const Value&, Vocabulary words) {
    add(told, MemberType::Word).words.assign(words.begin(), words.end());
  }
  void identifier(Told told, const std::string&) { add(told, MemberType::Identifier); }
  void identifiers(Told told, const std::vector<std::string>&) { add(told, MemberType::Identifiers); }
  void labels(Told told, const NamedLabels&) { add(told, MemberType::Labels); }
  void text(Told told, const PlainText&) { add(told, MemberType::Text); }
  void link(Told told, const Link&) { add(told, MemberType::Link); }
  void links(Told told, const std::vector<Link>&) { add(told, MemberType::Links); }
  template <class Value>
  void count(Told told, const Value&) {
    add(told, MemberType::Count);
  }
  void flag(Told told, const bool&) { add(told, MemberType::Flag); }
  void bytes(Told told, const std::string&) { add(told, MemberType::Bytes); }
  void digest(Told told, const std::optional<DigestBytes>&) { add(told, MemberType::Digest); }
  template <class Part>
  void objects(Told told, const std::vector<Part>&) {
    MemberShapes inner;
    const Part part{};
    describe(inner, part);
    add(told, MemberType::Objects).members = inner.take();
  }
  std::vector<Member> take() { return std::move(members_); }

 private:
  Member& add(Told told, MemberType type) {
    members_.push_back({.name = told.name, .type = type, .meaning = told.meaning, .left_out = told.left_out});
    return members_.back();
  }
  std::vector<Member> members_;
};

/// The shape of a kind by its description.
template <class Record>
KindShape shape_of(std::string_view kind, std::string_view meaning) {
  MemberShapes shapes;
  const Record record{};
  describe(shapes, record);
  return {kind, meaning, shapes.take()};
}

}  // namespace jurymast::record
