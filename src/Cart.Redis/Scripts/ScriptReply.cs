using System.Collections.Immutable;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Reads the answer of a script. One that changed the cart answers the header, and behind it the lines that it is about; any other status,
/// version, and what the status brings with it.
/// </summary>
internal static class ScriptReply
{
    /// <summary>The status on the wire of an operation that had taken effect before; to a caller it is Ok.</summary>
    public const int Replayed = 100;

    private const byte LineFeed = (byte)'\n';

    /// <summary>Reads an answer, and tells until when somebody watches the cart that it changed.</summary>
    public static CartResult ToResult(
        CartId id, CartCommand command, RedisResult reply, CartLimits limits, out DateTimeOffset watchedUntil)
    {
        watchedUntil = DateTimeOffset.MaxValue;
        if (reply.Resp2Type != ResultType.Array)
        {
            var answer = CartHash.Bytes((RedisValue)reply);
            watchedUntil = new CartHeader(answer).WatchedUntil;
            return Changed(command, answer, replayed: false);
        }

        var parts = (RedisResult[])reply!;
        var code = (int)parts[0];
        return code == Replayed && command is CartMutation or MergeLines
            ? Changed(command, CartHash.Bytes((RedisValue)parts[1]), replayed: true)
            : Answered(id, command, code, parts, limits);
    }

    private static CartResult Answered(CartId id, CartCommand command, int code, RedisResult[] reply, CartLimits limits)
    {
        var replayed = code == Replayed;
        var result = new CartResult { Status = ToStatus(replayed ? 0 : code), Version = (long)reply[1], Replayed = replayed };
        return result.Status switch
        {
            CartStatus.Ok => command is BeginCheckout or BeginMerge ? Begun(result, id, reply[2]) : result,
            CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => result with
            {
                Hold = new CheckoutHold((long)reply[2], TimeSpan.FromMilliseconds((long)reply[3])),
            },
            CartStatus.Ordered => CartHash.ToOrder((string)reply[2]!) is var (order, successor)
                ? result with { OrderId = order, Successor = successor, Replayed = reply.Length > 3 }
                : result,
            CartStatus.QuantityLimit or CartStatus.InsufficientStock when command is CartMutation mutation => Exceeded(result, mutation, limits, reply),
            CartStatus.MergeInProgress or CartStatus.Merged => result with { Merge = CartHash.ToMerge((string)reply[2]!) },
            _ => reply.Length > 2 && ProductKey.TryParse((string?)reply[2], out var product) ? result with { Product = product } : result,
        };
    }

    // The lines stand in the order of the command.
    private static CartResult Exceeded(CartResult result, CartMutation mutation, CartLimits limits, RedisResult[] reply)
    {
        var problems = ImmutableArray.CreateBuilder<LineProblem>((reply.Length - 2) / 2);
        for (var (part, index) = (2, 0); part < reply.Length; part += 2, index++)
        {
            if (!ProductKey.TryParse((string?)reply[part], out var product))
            {
                throw new FormatException($"A script named the line '{reply[part]}'.");
            }

            while (ProductOf(mutation, index) != product)
            {
                index++;
            }

            problems.Add(limits.FindExcess(mutation, index, product, (long)reply[part + 1])
                ?? throw new FormatException($"A script refused {product}, which exceeds nothing."));
        }

        return CartLimits.RefusalOf(problems.DrainToImmutable()) with { Version = result.Version };
    }

    private static CartStatus ToStatus(int code)
    {
        var status = (CartStatus)code;
        return Enum.IsDefined(status) ? status : throw new FormatException($"A cart script answered the unknown status {code}.");
    }

    private static CartResult Begun(CartResult result, CartId id, RedisResult fields)
    {
        var flat = (RedisValue[])fields!;
        var entries = new HashEntry[flat.Length / 2];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = new HashEntry(flat[2 * i], flat[(2 * i) + 1]);
        }

        return result with { Snapshot = CartHash.ToSnapshot(id, default, entries) };
    }

    // A line is marked: = it was changed, + it is new, < its quantity was cut, * both, - it was removed; without a
    // line, . it is gone, ! it was cut to nothing.
    private static CartResult Changed(CartCommand command, ReadOnlySpan<byte> answer, bool replayed)
    {
        var header = new CartHeader(answer);
        var lines = new ChangedLines(CountOf(command));
        var rest = answer[CartHeader.Length..];
        for (var index = 0; rest.Length > 0; index++)
        {
            var end = LengthOfLine(rest);
            if (rest[0] == '!')
            {
                lines.LeaveOff(ProductOf(command, index));
            }
            else if (rest[0] != '.')
            {
                lines.Add((char)rest[0], CartHash.ToLine(ProductOf(command, index), rest[1..end]));
            }

            rest = rest[Math.Min(end + 1, rest.Length)..];
        }

        return new CartResult
        {
            Status = CartStatus.Ok,
            Version = header.Version,
            Replayed = replayed,
            UniqueCount = header.Lines,
            Count = header.Units,
            Changed = lines.Changed,
            Removed = lines.Removed,
            Created = lines.Created,
            Clamped = lines.Clamped,
        };
    }

    // Mark, four bytes of quantity and two of position may be anything; the digits behind them end with a line feed, or with the answer.
    private static int LengthOfLine(ReadOnlySpan<byte> rest)
    {
        var digits = rest[0] is (byte)'.' or (byte)'!' ? 1 : 7;
        var end = rest[digits..].IndexOf(LineFeed);
        return end < 0 ? rest.Length : digits + end;
    }

    private static int CountOf(CartCommand command) => command switch
    {
        AddLines add => add.Additions.Length,
        SetLines set => set.Assignments.Length,
        MergeLines merge => merge.Lines.Length,
        _ => 1,
    };

    private static ProductKey ProductOf(CartCommand command, int index) => command switch
    {
        AddLines add => add.Additions[index].Product,
        SetLines set => set.Assignments[index].Product,
        AdjustLine adjust => adjust.Product,
        RemoveLine remove => remove.Product,
        MergeLines merge => merge.Lines[index].Product,
        _ => throw new FormatException($"A script answered lines to a {command.GetType().Name}."),
    };
}
