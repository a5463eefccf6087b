using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Unicode;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Packs the arguments of each script, in the order of its header.</summary>
internal sealed class ScriptArguments(CartLimits limits, CartOptions options, TimeProvider time)
{
    // The longest product key: a type of ten digits, a colon, an object id.
    private const int LongestLine = 11 + ProductKey.MaxObjectIdLength;

    private readonly RedisValue _tombstoneTimeToLive = (long)options.TombstoneTimeToLive.TotalSeconds;
    private readonly long _longest = new CartLifetimes(options).Longest;

    public RedisValue[] Of(AddLines add)
    {
        var arguments = new RedisValue[Length(CartScript.AddLines, add.Additions.Length, add.StockCeilings)];
        var next = CartScript.AddLines.Arguments;
        foreach (var addition in add.Additions)
        {
            arguments[next++] = Line(addition.Product);
            arguments[next++] = addition.Quantity.Value;
            arguments[next++] = limits.Currency.Format(addition.UnitPrice);
        }

        return OnTermsOf(add, arguments, next);
    }

    public RedisValue[] Of(SetLines set)
    {
        var arguments = new RedisValue[Length(CartScript.SetLines, set.Assignments.Length, set.StockCeilings)];
        arguments[1] = set switch
        {
            { CreateMissing: false } => RedisValue.EmptyString,
            { LeavesOffSurplus: false } => 1,
            _ => 2,
        };
        arguments[2] = set.DiscountCode ?? "";
        var next = CartScript.SetLines.Arguments;
        foreach (var assignment in set.Assignments)
        {
            arguments[next++] = Line(assignment.Product);
            arguments[next++] = assignment.Quantity is { } quantity ? quantity.Value : RedisValue.EmptyString;
            arguments[next++] = assignment switch
            {
                { UnitPrice: { } price } => limits.Currency.Format(price),
                { PriceIfMore: { } price } => "+" + limits.Currency.Format(price),
                _ => RedisValue.EmptyString,
            };
        }

        return OnTermsOf(set, arguments, next);
    }

    public RedisValue[] Of(AdjustLine adjust)
    {
        RedisValue price = adjust.PriceIfMore is { } today ? limits.Currency.Format(today) : RedisValue.EmptyString;
        return OnTermsOf(adjust, [default, Line(adjust.Product), adjust.Delta, price, RedisValue.EmptyString], 4);
    }

    public RedisValue[] Of(RemoveLine remove) => OnTermsOf(remove, [default, Line(remove.Product)]);

    public RedisValue[] Of(ClearLines clear) => OnTermsOf(clear, [default]);

    public RedisValue[] OfField(CartMutation mutation, char field, string? value, bool refusesOthers = false, string? insteadOf = null) =>
        OnTermsOf(mutation, [default, field.ToString(), value ?? "", refusesOthers ? 1 : RedisValue.EmptyString, insteadOf ?? ""]);

    public RedisValue[] Of(BeginCheckout begin)
    {
        var operation = begin.Operation is { } asked ? OperationRecord.Of(asked, "checkout " + begin.OperationContent) : "";
        return
        [
            ScriptTerms.Of(Now(), begin, operation),
            (long)begin.Lease.TotalMilliseconds,
            begin.MinimumFence,
            WhileOnTheWay(10 * begin.Lease),
        ];
    }

    public RedisValue[] Of(FinishCheckout finish) =>
    [
        ScriptTerms.Of(Now(), finish.UserId),
        finish.Fence,
        finish.Successor is { } successor ? $"{finish.OrderId}|{successor}" : finish.OrderId.ToString(),
        _tombstoneTimeToLive,
    ];

    public RedisValue[] Of(KeepCart _) => [ScriptTerms.Of(Now())];

    public RedisValue[] Of(ThawCheckout thaw) => [ScriptTerms.Of(Now()), thaw.Fence];

    public RedisValue[] Of(BeginMerge begin) =>
    [
        ScriptTerms.Of(Now()),
        begin.Merge.Target.ToString(),
        MergeStrategies.NameOf(begin.Merge.Strategy),
        begin.EvenIfEmpty ? 1 : RedisValue.EmptyString,
        WhileOnTheWay(TimeSpan.Zero),
    ];

    public RedisValue[] Of(MergeLines merge)
    {
        var arguments = new RedisValue[Length(CartScript.MergeLines, merge.Lines.Length, merge.StockCeilings)];
        arguments[0] = ScriptTerms.Of(Now());
        arguments[1] = merge.Source.ToString();
        arguments[2] = merge.Attempt;
        arguments[3] = MergeStrategies.NameOf(merge.Strategy);
        arguments[4] = merge.DiscountCode ?? "";
        arguments[5] = merge.ShippingOptionId ?? "";
        var next = CartScript.MergeLines.Arguments;
        foreach (var line in merge.Lines)
        {
            arguments[next++] = Line(line.Product);
            arguments[next++] = line.Quantity.Value;
            arguments[next++] = limits.Currency.Format(line.UnitPrice);
        }

        if (!merge.StockCeilings.IsEmpty)
        {
            arguments[next] = Packed(merge.StockCeilings);
        }

        return arguments;
    }

    public RedisValue[] Of(RefuseMerge refuse) => [ScriptTerms.Of(Now()), refuse.Source.ToString(), refuse.Attempt];

    public RedisValue[] Of(FinishMerge finish) => [ScriptTerms.Of(Now()), finish.Target.ToString(), _tombstoneTimeToLive];

    public RedisValue[] Of(AbandonMerge abandon) => [ScriptTerms.Of(Now()), abandon.Target.ToString(), abandon.Attempt];

    /// <summary>The arguments of a watch that goes on for so long.</summary>
    public static RedisValue[] OfWatch(long now, TimeSpan duration) => [ScriptTerms.Of(now), now + (long)duration.TotalSeconds];

    // As long as any cart lives, and at least an hour: what is on its way to an order or to another cart must not vanish before it is there,
    // nor sooner than it would have.
    private RedisValue WhileOnTheWay(TimeSpan least) => Math.Max(_longest, Math.Max(3600, (long)least.TotalSeconds));

    // The name of a line is ASCII, and goes to the server as it is.
    private static RedisValue Line(ProductKey product)
    {
        Span<byte> name = stackalloc byte[LongestLine];
        Utf8.TryWrite(name, $"{product.ContentTypeId}:{product.ObjectId}", out var length);
        return name[..length].ToArray();
    }

    private long Now() => time.GetUtcNow().ToUnixTimeSeconds();

    private static int Length(CartScript script, int lines, ImmutableArray<Quantity> stockCeilings) =>
        script.Arguments + (script.Repeating * lines) + (stockCeilings.IsEmpty ? 0 : 1);

    private static RedisValue Packed(ImmutableArray<Quantity> quantities)
    {
        var packed = new byte[4 * quantities.Length];
        for (var i = 0; i < quantities.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(packed.AsSpan(4 * i), Math.Max(0, quantities[i].Value));
        }

        return packed;
    }

    private RedisValue[] OnTermsOf(CartMutation mutation, RedisValue[] arguments) => OnTermsOf(mutation, arguments, arguments.Length);

    // What stock there is, is no part of what was asked for: a repeat finds another.
    private RedisValue[] OnTermsOf(CartMutation mutation, RedisValue[] arguments, int end)
    {
        var operation = mutation.Operation is { } asked ? OperationRecord.Of(asked, mutation, arguments.AsSpan(1, end - 1)) : "";
        arguments[0] = ScriptTerms.Of(Now(), mutation, operation);
        if (!mutation.StockCeilings.IsEmpty)
        {
            arguments[end] = Packed(mutation.StockCeilings);
        }

        return arguments;
    }
}
