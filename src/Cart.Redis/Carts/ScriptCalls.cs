using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Represents a command for Redis: a script, its arguments, the number of lines in the reply, and the key of each.</summary>
internal readonly record struct ScriptCall(
    CartScript Script, RedisValue[] Arguments, int Lines = 0, Func<CartCommand, int, LineKey>? KeyAt = null);

/// <summary>Creates the script call of each command.</summary>
internal sealed class ScriptCalls(CartOptions options, TimeProvider time)
{
    private readonly CartLimits _limits = new(options);
    private readonly RedisValue _tombstoneTimeToLive = (long)options.TombstoneTimeToLive.TotalSeconds;
    private readonly long _longest = new CartLifetimes(options).Longest;

    public ScriptCall Of(CartCommand command) => command switch
    {
        AddLines add => Of(add),
        SetLines set => Of(set),
        AdjustLine adjust => new(
            CartScript.AdjustLine,
            OnTermsOf(adjust, [default, Line(adjust.Key), adjust.Delta.ToInt32(), Price(adjust.PriceIfMore), ""], 4),
            1,
            static (command, _) => ((AdjustLine)command).Key),
        RemoveLine remove => new(
            CartScript.RemoveLine, OnTermsOf(remove, [default, Line(remove.Key)]), 1, static (command, _) => ((RemoveLine)command).Key),
        ClearLines clear => new(CartScript.ClearLines, OnTermsOf(clear, [default])),
        BindUser bind => Field(bind, "u", bind.UserId),
        ApplyDiscount apply => Field(apply, "d", apply.Code, refusesOthers: !apply.Replace, apply.InsteadOf),
        RemoveDiscount remove => Field(remove, "d", null),
        SelectShipping select => Field(select, "s", select.OptionId),
        KeepCart => new(CartScript.KeepCart, [Terms()]),
        BeginCheckout begin => Of(begin),
        FinishCheckout finish => new(
            CartScript.FinishCheckout,
            [
                Terms(finish.UserId),
                finish.Fence,
                finish.Successor is { } successor ? $"{finish.OrderId}|{successor}" : finish.OrderId.ToString(),
                _tombstoneTimeToLive,
            ]),
        ThawCheckout thaw => new(CartScript.ThawCheckout, [Terms(), thaw.Fence]),
        BeginMerge begin => new(
            CartScript.BeginMerge,
            [
                Terms(),
                begin.Merge.Target.ToString(),
                MergeStrategies.NameOf(begin.Merge.Strategy),
                begin.EvenIfEmpty ? 1 : "",
                WhileOnTheWay(TimeSpan.Zero),
            ]),
        MergeLines merge => Of(merge),
        RefuseMerge refuse => new(CartScript.RefuseMerge, [Terms(), refuse.Source.ToString(), refuse.Attempt]),
        FinishMerge finish => new(CartScript.FinishMerge, [Terms(), finish.Target.ToString(), _tombstoneTimeToLive]),
        AbandonMerge abandon => new(CartScript.AbandonMerge, [Terms(), abandon.Target.ToString(), abandon.Attempt]),
        _ => throw new ArgumentOutOfRangeException(nameof(command), command.GetType().Name, "Unknown command."),
    };

    /// <summary>Returns the terms with only the time, in seconds, and possibly a user.</summary>
    public static RedisValue TermsAt(DateTimeOffset now, string? user = null) => Pack(now, null, terms: 0, "", user ?? "", startsAt: 0);

    private ScriptCall Of(AddLines add)
    {
        var (arguments, next) = Arguments(CartScript.AddLines, add.Additions.Length, add.StockCeilings);
        foreach (var addition in add.Additions)
        {
            arguments[next++] = Line(addition.Key);
            arguments[next++] = addition.Quantity.ToInt32();
            arguments[next++] = _limits.Currency.Format(addition.UnitPrice);
        }

        arguments = OnTermsOf(add, arguments, next);
        return new ScriptCall(CartScript.AddLines, arguments, add.Additions.Length, static (command, i) => ((AddLines)command).Additions[i].Key);
    }

    private ScriptCall Of(SetLines set)
    {
        var (arguments, next) = Arguments(CartScript.SetLines, set.Assignments.Length, set.StockCeilings);
        arguments[1] = set switch
        {
            { CreateMissing: false } => "",
            { LeavesOffSurplus: false } => 1,
            _ => 2,
        };
        arguments[2] = set.DiscountCode ?? "";
        foreach (var assignment in set.Assignments)
        {
            arguments[next++] = Line(assignment.Key);
            arguments[next++] = assignment.Quantity is { } quantity ? quantity.ToInt32() : "";
            arguments[next++] = assignment switch
            {
                { UnitPrice: { } price } => _limits.Currency.Format(price),
                { PriceIfMore: { } price } => "+" + _limits.Currency.Format(price),
                _ => "",
            };
        }

        arguments = OnTermsOf(set, arguments, next);
        var lines = set.Assignments.Length;
        return new ScriptCall(CartScript.SetLines, arguments, lines, static (command, i) => ((SetLines)command).Assignments[i].Key);
    }

    private ScriptCall Of(MergeLines merge)
    {
        var (arguments, next) = Arguments(CartScript.MergeLines, merge.Lines.Length, merge.StockCeilings);
        arguments[0] = Terms();
        arguments[1] = merge.Source.ToString();
        arguments[2] = merge.Attempt;
        arguments[3] = MergeStrategies.NameOf(merge.Strategy);
        arguments[4] = merge.DiscountCodes.FirstOrDefault() ?? "";
        arguments[5] = merge.ShippingOptionId ?? "";
        foreach (var line in merge.Lines)
        {
            arguments[next++] = Line(line.Key);
            arguments[next++] = line.Quantity.ToInt32();
            arguments[next++] = _limits.Currency.Format(line.UnitPrice);
        }

        PackCeilings(merge.StockCeilings, arguments, next);
        var lines = merge.Lines.Length;
        return new ScriptCall(CartScript.MergeLines, arguments, lines, static (command, i) => ((MergeLines)command).Lines[i].Key);
    }

    private ScriptCall Of(BeginCheckout begin)
    {
        var operation = begin.Operation is { } asked ? Record(asked, "checkout " + begin.OperationContent) : "";
        var terms = (begin.Shopper is null ? 0 : 2) + (begin.MustBelong ? 4 : 0) + (operation.Length == 0 ? 0 : 8);
        return new ScriptCall(
            CartScript.BeginCheckout,
            [
                Pack(time.GetUtcNow(), begin.ExpectedVersion, terms, operation, begin.Shopper?.UserId ?? "", startsAt: 0),
                (long)begin.Lease.TotalMilliseconds,
                begin.MinimumFence,
                WhileOnTheWay(10 * begin.Lease),
            ]);
    }

    private ScriptCall Field(CartMutation mutation, string field, string? value, bool refusesOthers = false, string? insteadOf = null) =>
        new(CartScript.SetField, OnTermsOf(mutation, [default, field, value ?? "", refusesOthers ? 1 : "", insteadOf ?? ""]));

    private RedisValue Price(decimal? price) => price is { } amount ? _limits.Currency.Format(amount) : "";

    private RedisValue Terms(string? user = null) => TermsAt(time.GetUtcNow(), user);

    // At least the longest lifetime of a cart, and at least an hour: a cart in a checkout or a merge must not expire before that is complete, nor
    // earlier than it would have.
    private RedisValue WhileOnTheWay(TimeSpan least) => Math.Max(_longest, Math.Max(3600, (long)least.TotalSeconds));

    // The name of a line is ASCII, so it is sent unchanged.
    private static RedisValue Line(LineKey key)
    {
        Span<byte> name = stackalloc byte[LineKey.MaxLength];
        return name[..key.Format(name)].ToArray();
    }

    private static (RedisValue[] Arguments, int Next) Arguments(CartScript script, int lines, ImmutableArray<Quantity> stockCeilings) =>
        (new RedisValue[script.Arguments + (script.Repeating * lines) + (stockCeilings.IsEmpty ? 0 : 1)], script.Arguments);

    private RedisValue[] OnTermsOf(CartMutation mutation, RedisValue[] arguments) => OnTermsOf(mutation, arguments, arguments.Length);

    // The stock is not part of the operation's content, because a repeat may find another stock.
    private RedisValue[] OnTermsOf(CartMutation mutation, RedisValue[] arguments, int end)
    {
        var operation = mutation.Operation is { } asked
            ? Record(asked, mutation.AskedContent)
            : "";
        var terms = (mutation.MustExist ? 1 : 0)
            + (mutation.Shopper is null ? 0 : 2)
            + (mutation.MustBelong ? 4 : 0)
            + (operation.Length == 0 ? 0 : 8)
            + (mutation.StartsAt == 0 ? 0 : 16)
            + (mutation.JoinsOnlyNew ? 32 : 0)
            + (mutation.ByNewGuest ? 64 : 0);
        arguments[0] = Pack(time.GetUtcNow(), mutation.ExpectedVersion, terms, operation, mutation.Shopper?.UserId ?? "", mutation.StartsAt);
        PackCeilings(mutation.StockCeilings, arguments, end);
        return arguments;
    }

    private static void PackCeilings(ImmutableArray<Quantity> quantities, RedisValue[] arguments, int end)
    {
        if (quantities.IsEmpty)
        {
            return;
        }

        var packed = new byte[4 * quantities.Length];
        for (var i = 0; i < quantities.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(4 * i), Quantity.Max(Quantity.Zero, quantities[i]).ToInt32());
        }

        arguments[end] = packed;
    }

    // The first argument of every cart script. lua/_prelude.lua defines its layout and the terms.
    private static RedisValue Pack(DateTimeOffset now, long? expectedVersion, int terms, string operation, string user, long startsAt)
    {
        const int Fixed = 12;
        var named = Fixed + operation.Length + Encoding.UTF8.GetByteCount(user);
        var packed = new byte[named + (startsAt == 0 ? 0 : 4)];
        BinaryPrimitives.WriteUInt32LittleEndian(packed, (uint)now.ToUnixTimeSeconds());

        // No cart can be at a version that does not fit, so the maximum stands for all of them.
        BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(4), expectedVersion switch
        {
            null => uint.MaxValue,
            >= 0 and < uint.MaxValue => (uint)expectedVersion,
            _ => uint.MaxValue - 1,
        });
        BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(8), terms);
        Encoding.ASCII.GetBytes(operation, packed.AsSpan(Fixed));
        Encoding.UTF8.GetBytes(user, packed.AsSpan(Fixed + operation.Length));
        if (startsAt != 0)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(packed.AsSpan(named), (uint)startsAt);
        }

        return packed;
    }

    // What a cart stores for an operation: 16 characters (96 bits) for its id and 11 (64 bits) for its content. Short, so that the operations do not
    // turn a small hash into a large one.
    internal static string Record(OperationId operation, string content) => Digest(operation.ToString(), 12) + Digest(content, 8);

    private static string Digest(string text, int bytes) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
