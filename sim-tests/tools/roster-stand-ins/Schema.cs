// What the roster's C# classes ask of Colyseus' Unity SDK, and nothing more: enough to let a compiler check their types.
using System;
using System.Collections.Generic;

namespace Colyseus.Schema {
	public class Schema { }

	[AttributeUsage(AttributeTargets.Field)]
	public class Type : Attribute {
		public Type(int index, string type, System.Type childType = null) { }
	}

	public class MapSchema<T> {
		public void ForEach(Action<string, T> action) { foreach (var entry in items) action(entry.Key, entry.Value); }
		private readonly Dictionary<string, T> items = new Dictionary<string, T>();
	}
}
