// What the roster's C++ classes ask of Colyseus' schema.h, and nothing more: enough to let a compiler check their types.
#ifndef TROUPE_STAND_IN_SCHEMA_H
#define TROUPE_STAND_IN_SCHEMA_H

#include <cstdint>
#include <map>
#include <string>
#include <typeindex>
#include <typeinfo>

namespace colyseus {
namespace schema {

using string = std::string;

template <typename T> class MapSchema {
public:
  std::map<string, T> items;
};

class Schema {
public:
  virtual ~Schema() {}

protected:
  std::map<int, string> _indexes;
  std::map<int, string> _types;
  std::map<int, string> _childPrimitiveTypes;
  std::map<int, std::type_index> _childSchemaTypes;

  virtual uint8_t getUint8(const string &) { return 0; }
  virtual void setUint8(const string &, uint8_t) {}
  virtual uint16_t getUint16(const string &) { return 0; }
  virtual void setUint16(const string &, uint16_t) {}
  virtual bool getBoolean(const string &) { return false; }
  virtual void setBoolean(const string &, bool) {}
  virtual string getString(const string &) { return ""; }
  virtual void setString(const string &, string) {}
  virtual MapSchema<char *> *getMap(const string &) { return nullptr; }
  virtual void setMap(const string &, MapSchema<char *> *) {}
  virtual Schema *createInstance(std::type_index) { return nullptr; }
};

} // namespace schema
} // namespace colyseus

#endif
