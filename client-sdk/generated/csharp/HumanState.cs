//
// THIS FILE HAS BEEN GENERATED AUTOMATICALLY
// DO NOT CHANGE IT MANUALLY UNLESS YOU KNOW WHAT YOU'RE DOING
//
// GENERATED USING @colyseus/schema 5.0.34
//

namespace Troupe {
	public partial class HumanState : global::Colyseus.Schema.Schema {
#if UNITY_5_3_OR_NEWER
		[global::UnityEngine.Scripting.Preserve]
#endif
		public HumanState() { }

		[global::Colyseus.Schema.Type(0, "uint16")]
		public ushort netId = default(ushort);

		[global::Colyseus.Schema.Type(1, "boolean")]
		public bool performer = default(bool);

		[global::Colyseus.Schema.Type(2, "string")]
		public string nameEn = default(string);

		[global::Colyseus.Schema.Type(3, "string")]
		public string nameKo = default(string);

		[global::Colyseus.Schema.Type(4, "string")]
		public string bodyId = default(string);
	}
}
