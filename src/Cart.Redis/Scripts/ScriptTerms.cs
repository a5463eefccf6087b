using System.Buffers.Binary;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Packs the first argument of every cart script: the terms on which it changes the cart. The prelude has the layout.</summary>
internal static class ScriptTerms
{
    private const int Fixed = 12;
    private const int OfShopper = 2;
    private const int NamesOperation = 8;
    private const int NamesStart = 16;
    private const uint AnyVersion = uint.MaxValue;

    /// <summary>The terms of a script that asks for none.</summary>
    public static RedisValue Of(long now, string? user = null) =>
        Pack(now, expectedVersion: null, terms: 0, operation: "", user ?? "", startsAt: 0);

    /// <summary>The terms of the begin of a checkout.</summary>
    public static RedisValue Of(long now, BeginCheckout begin, string operation)
    {
        var terms = (begin.Shopper is null ? 0 : OfShopper) + (operation.Length == 0 ? 0 : NamesOperation);
        return Pack(now, begin.ExpectedVersion, terms, operation, begin.Shopper?.UserId ?? "", startsAt: 0);
    }

    /// <summary>The terms of a mutation.</summary>
    /// <param name="now">Now, in seconds.</param>
    /// <param name="mutation">The mutation.</param>
    /// <param name="operation">The record of its operation; empty for none.</param>
    public static RedisValue Of(long now, CartMutation mutation, string operation)
    {
        var terms = (mutation.MustExist ? 1 : 0)
            + (mutation.Shopper is null ? 0 : OfShopper)
            + (mutation.MustBelong ? 4 : 0)
            + (operation.Length == 0 ? 0 : NamesOperation)
            + (mutation.StartsAt == 0 ? 0 : NamesStart)
            + (mutation.JoinsOnlyNew ? 32 : 0)
            + (mutation.ByNewGuest ? 64 : 0);
        return Pack(now, mutation.ExpectedVersion, terms, operation, mutation.Shopper?.UserId ?? "", mutation.StartsAt);
    }

    private static RedisValue Pack(long now, long? expectedVersion, int terms, string operation, string user, long startsAt)
    {
        var named = Fixed + operation.Length + Encoding.UTF8.GetByteCount(user);
        var packed = new byte[named + (startsAt == 0 ? 0 : 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(packed, (uint)now);
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(4), Expected(expectedVersion));
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(8), terms);
        Encoding.ASCII.GetBytes(operation, packed.AsSpan(Fixed));
        Encoding.UTF8.GetBytes(user, packed.AsSpan(Fixed + operation.Length));
        if (startsAt != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(named), (uint)startsAt);
        }

        return packed;
    }

    // No cart is at a version that cannot be written: the greatest that can stands for all of them.
    private static uint Expected(long? version) => version switch
    {
        null => AnyVersion,
        >= 0 and < AnyVersion => (uint)version,
        _ => AnyVersion - 1,
    };
}
