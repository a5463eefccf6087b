using System.Buffers.Binary;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Packs the first argument of every cart script: the terms on which it changes the cart. The prelude has the layout.</summary>
internal static class ScriptTerms
{
    private const int Fixed = 12;
    private const uint AnyVersion = uint.MaxValue;

    /// <summary>The terms of a script that asks for none.</summary>
    public static RedisValue Of(long now) => Of(now, expectedVersion: null, mustExist: false, shopper: null, operation: "");

    /// <param name="now">Now, in seconds.</param>
    /// <param name="expectedVersion">The version that the cart must have; null for any.</param>
    /// <param name="mustExist">Whether the cart must exist.</param>
    /// <param name="shopper">On whose behalf; null for anyone's.</param>
    /// <param name="operation">The record of the operation; empty for none.</param>
    public static RedisValue Of(long now, long? expectedVersion, bool mustExist, Shopper? shopper, string operation)
    {
        var user = shopper?.UserId ?? "";
        var terms = new byte[Fixed + operation.Length + Encoding.UTF8.GetByteCount(user)];
        BinaryPrimitives.WriteUInt32LittleEndian(terms, (uint)now);
        BinaryPrimitives.WriteUInt32LittleEndian(terms.AsSpan(4), Expected(expectedVersion));
        BinaryPrimitives.WriteInt32LittleEndian(
            terms.AsSpan(8), (mustExist ? 1 : 0) + (shopper is null ? 0 : 2) + (operation.Length == 0 ? 0 : 4));
        Encoding.ASCII.GetBytes(operation, terms.AsSpan(Fixed));
        Encoding.UTF8.GetBytes(user, terms.AsSpan(Fixed + operation.Length));
        return terms;
    }

    // No cart is at a version that cannot be written: the greatest that can stands for all of them.
    private static uint Expected(long? version) => version switch
    {
        null => AnyVersion,
        >= 0 and < AnyVersion => (uint)version,
        _ => AnyVersion - 1,
    };
}
