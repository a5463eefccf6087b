using System.Globalization;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Packs the arguments of each script, in the order of its header.</summary>
internal sealed class ScriptArguments(CartLimits limits, CartOptions options, TimeProvider time)
{
    private const int Shared = 5;

    private readonly RedisValue _currency = limits.Currency.Code;
    private readonly RedisValue _timeToLive = Seconds(options.TimeToLive);
    private readonly RedisValue _tombstoneTimeToLive = Seconds(options.TombstoneTimeToLive);

    public RedisValue[] Of(AddLines add)
    {
        var arguments = Start(add, CartScript.AddLines.Arguments + (3 * add.Additions.Length));
        arguments[5] = limits.MaxLines;
        arguments[6] = limits.MaxQuantity.Value;
        var next = 7;
        foreach (var addition in add.Additions)
        {
            arguments[next++] = addition.Product.ToString();
            arguments[next++] = addition.Quantity.Value;
            arguments[next++] = limits.Currency.Format(addition.UnitPrice);
        }

        return Identified(add, arguments);
    }

    public RedisValue[] Of(SetLines set)
    {
        var arguments = Start(set, CartScript.SetLines.Arguments + (3 * set.Assignments.Length));
        arguments[5] = limits.MaxLines;
        arguments[6] = set.CreateMissing ? 1 : RedisValue.EmptyString;
        arguments[7] = set.DiscountCode ?? "";
        var next = 8;
        foreach (var assignment in set.Assignments)
        {
            arguments[next++] = assignment.Product.ToString();
            arguments[next++] = assignment.Quantity is { } quantity ? quantity.Value : RedisValue.EmptyString;
            arguments[next++] = assignment.UnitPrice is { } price ? limits.Currency.Format(price) : RedisValue.EmptyString;
        }

        return Identified(set, arguments);
    }

    public RedisValue[] Of(AdjustLine adjust)
    {
        var arguments = Start(adjust, CartScript.AdjustLine.Arguments);
        arguments[5] = adjust.Product.ToString();
        arguments[6] = adjust.Delta;
        arguments[7] = limits.MaxQuantity.Value;
        return Identified(adjust, arguments);
    }

    public RedisValue[] Of(RemoveLine remove)
    {
        var arguments = Start(remove, CartScript.RemoveLine.Arguments);
        arguments[5] = remove.Product.ToString();
        return Identified(remove, arguments);
    }

    public RedisValue[] Of(ClearLines clear) => Identified(clear, Start(clear, CartScript.ClearLines.Arguments));

    public RedisValue[] OfField(CartMutation mutation, char field, string? value, bool onlyIfAbsent = false)
    {
        var arguments = Start(mutation, CartScript.SetField.Arguments);
        arguments[5] = field.ToString();
        arguments[6] = value ?? "";
        arguments[7] = onlyIfAbsent ? 1 : RedisValue.EmptyString;
        return Identified(mutation, arguments);
    }

    public RedisValue[] Of(BeginCheckout begin) =>
    [
        (long)begin.Lease.TotalMilliseconds,
        begin.MinimumFence,
        begin.ExpectedVersion ?? RedisValue.EmptyString,
        WhileOnTheWay(10 * begin.Lease),
        begin.Operation is { } operation ? OperationRecord.Of(operation, "checkout " + begin.OperationContent) : RedisValue.EmptyString,
    ];

    public RedisValue[] Of(FinishCheckout finish) =>
    [
        finish.Fence,
        finish.Successor is { } successor ? $"{finish.OrderId}|{successor}" : finish.OrderId.ToString(),
        _tombstoneTimeToLive,
    ];

    public static RedisValue[] Of(ThawCheckout thaw) => [thaw.Fence];

    public RedisValue[] Of(BeginMerge begin) =>
    [
        begin.Merge.Target.ToString(),
        MergeStrategies.NameOf(begin.Merge.Strategy),
        _currency,
        begin.EvenIfEmpty ? 1 : RedisValue.EmptyString,
        WhileOnTheWay(TimeSpan.Zero),
    ];

    public RedisValue[] Of(MergeLines merge)
    {
        var arguments = Start(CartScript.MergeLines.Arguments + (3 * merge.Lines.Length));
        arguments[5] = merge.Source.ToString();
        arguments[6] = merge.Attempt;
        arguments[7] = MergeStrategies.NameOf(merge.Strategy);
        arguments[8] = limits.MaxLines;
        arguments[9] = limits.MaxQuantity.Value;
        arguments[10] = merge.DiscountCode ?? "";
        var next = 11;
        foreach (var line in merge.Lines)
        {
            arguments[next++] = line.Product.ToString();
            arguments[next++] = line.Quantity.Value;
            arguments[next++] = limits.Currency.Format(line.UnitPrice);
        }

        return arguments;
    }

    public static RedisValue[] Of(RefuseMerge refuse) => [refuse.Source.ToString(), refuse.Attempt];

    public RedisValue[] Of(FinishMerge finish) => [finish.Target.ToString(), _tombstoneTimeToLive];

    public static RedisValue[] Of(AbandonMerge abandon) => [abandon.Target.ToString(), abandon.Attempt];

    private static RedisValue Seconds(TimeSpan span) => (long)span.TotalSeconds;

    // At least an hour: what is on its way to an order or to another cart must not vanish before it is there.
    private RedisValue WhileOnTheWay(TimeSpan least) =>
        Math.Max((long)options.TimeToLive.TotalSeconds, Math.Max(3600, (long)least.TotalSeconds));

    private RedisValue[] Start(CartMutation mutation, int count)
    {
        var arguments = Start(count);
        var expected = mutation.ExpectedVersion?.ToString(CultureInfo.InvariantCulture) ?? "";
        var shopper = mutation.Shopper is { } who ? "@" + who.UserId : "";
        arguments[3] = (mutation.MustExist ? "+" : "") + expected + shopper;
        return arguments;
    }

    private RedisValue[] Start(int count)
    {
        var arguments = new RedisValue[count];
        arguments[0] = time.GetUtcNow().ToUnixTimeSeconds();
        arguments[1] = _timeToLive;
        arguments[2] = _currency;
        arguments[3] = RedisValue.EmptyString;
        arguments[4] = RedisValue.EmptyString;
        return arguments;
    }

    private static RedisValue[] Identified(CartMutation mutation, RedisValue[] arguments)
    {
        if (mutation.Operation is { } operation)
        {
            arguments[4] = OperationRecord.Of(operation, mutation, arguments.AsSpan(Shared));
        }

        return arguments;
    }
}
