using System.Collections.Immutable;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Parses the reply of a script. A script that changed the cart returns the header followed by the affected lines. Otherwise it returns status,
/// version and the data of the status.
/// </summary>
internal static class ScriptReply
{
    /// <summary>The status in a reply for an operation that took effect before. Callers see it as Ok.</summary>
    public const int Replayed = 100;

    private const byte LineFeed = (byte)'\n';

    /// <summary>Parses a reply, and returns until when the changed cart is watched.</summary>
    public static CartResult ToResult(
        CartId id, CartCommand command, ScriptCall call, RedisResult reply, CartLimits limits, out DateTimeOffset watchedUntil)
    {
        watchedUntil = DateTimeOffset.MaxValue;
        if (reply.Resp2Type != ResultType.Array)
        {
            var answer = CartLayout.Bytes((RedisValue)reply);
            watchedUntil = new CartHeader(answer).WatchedUntil;
            return Changed(command, call, answer, replayed: false);
        }

        var parts = (RedisResult[])reply!;
        var code = (int)parts[0];
        return code == Replayed && parts[1].Resp2Type is ResultType.BulkString
            ? Changed(command, call, CartLayout.Bytes((RedisValue)parts[1]), replayed: true)
            : Answered(id, command, call, code, parts, limits);
    }

    private static CartResult Answered(CartId id, CartCommand command, ScriptCall call, int code, RedisResult[] reply, CartLimits limits)
    {
        var replayed = code == Replayed;
        var result = new CartResult { Status = ToStatus(replayed ? 0 : code), Version = (long)reply[1], Replayed = replayed };
        return result.Status switch
        {
            CartStatus.Ok => reply.Length > 2 ? Begun(result, id, reply[2]) : result,
            CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => result with
            {
                Hold = new CheckoutHold((long)reply[2], TimeSpan.FromMilliseconds((long)reply[3])),
            },
            CartStatus.Ordered => CartLayout.ToOrder((string)reply[2]!) is var (order, successor)
                ? result with { OrderId = order, Successor = successor, Replayed = reply.Length > 3 }
                : result,
            CartStatus.QuantityLimit or CartStatus.InsufficientStock when command is CartMutation mutation =>
                Exceeded(result, mutation, call, limits, reply),
            CartStatus.MergeInProgress or CartStatus.Merged => result with { Merge = CartLayout.ToMerge((string)reply[2]!) },
            _ => reply.Length > 2 && LineKey.TryParse((string?)reply[2], out var line) ? result with { Line = line } : result,
        };
    }

    // The lines are in the order of the command.
    private static CartResult Exceeded(CartResult result, CartMutation mutation, ScriptCall call, CartLimits limits, RedisResult[] reply)
    {
        var problems = ImmutableArray.CreateBuilder<LineProblem>((reply.Length - 2) / 2);
        for (var (part, index) = (2, 0); part < reply.Length; part += 2, index++)
        {
            if (!LineKey.TryParse((string?)reply[part], out var key))
            {
                throw new FormatException($"A script named the line '{reply[part]}'.");
            }

            while (KeyOf(mutation, call, index) != key)
            {
                index++;
            }

            problems.Add(limits.FindExcess(mutation, index, key, Quantity.Whole((long)reply[part + 1]))
                ?? throw new FormatException($"A script refused {key}, which exceeds nothing."));
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

        return result with { Snapshot = CartLayout.ToSnapshot(id, default, entries) };
    }

    // The mark of a line: = changed, + new, < quantity reduced, * new and reduced, - removed. Without a line: . no longer there, ! reduced to
    // nothing.
    private static CartResult Changed(CartCommand command, ScriptCall call, ReadOnlySpan<byte> answer, bool replayed)
    {
        var header = new CartHeader(answer);
        var lines = new ChangedLines(call.Lines);
        var rest = answer[CartHeader.Length..];
        for (var index = 0; rest.Length > 0; index++)
        {
            var end = LengthOfLine(rest);
            if (rest[0] == '!')
            {
                lines.LeaveOff(KeyOf(command, call, index));
            }
            else if (rest[0] != '.')
            {
                lines.Add((char)rest[0], CartLayout.ToLine(KeyOf(command, call, index), rest[1..end]));
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

    // Mark, four bytes of quantity and two of position can have any value. The digits after them end with a line feed or the reply.
    private static int LengthOfLine(ReadOnlySpan<byte> rest)
    {
        var digits = rest[0] is (byte)'.' or (byte)'!' ? 1 : 1 + CartLayout.LineLength;
        var end = rest[digits..].IndexOf(LineFeed);
        return end < 0 ? rest.Length : digits + end;
    }

    private static LineKey KeyOf(CartCommand command, ScriptCall call, int index) => call.KeyAt is { } keyAt
        ? keyAt(command, index)
        : throw new FormatException($"A script answered lines to a {command.GetType().Name}.");
}

/// <summary>Sorts the lines of a reply by their marks. Allocates nothing for empty lists.</summary>
/// <param name="count">The maximum number of lines.</param>
internal struct ChangedLines(int count)
{
    private ImmutableArray<CartLine>.Builder? _changed;
    private ImmutableArray<CartLine>.Builder? _removed;
    private ImmutableArray<LineKey>.Builder? _created;
    private ImmutableArray<LineKey>.Builder? _clamped;

    public readonly ImmutableArray<CartLine> Changed => _changed?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<CartLine> Removed => _removed?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<LineKey> Created => _created?.DrainToImmutable() ?? [];

    public readonly ImmutableArray<LineKey> Clamped => _clamped?.DrainToImmutable() ?? [];

    /// <summary>Adds a line by its mark: = changed, + new, &lt; quantity reduced to the limit, * new and reduced, - removed.</summary>
    public void Add(char mark, CartLine line)
    {
        Add(ref mark == '-' ? ref _removed : ref _changed, line);
        if (mark is '+' or '*')
        {
            Add(ref _created, line.Key);
        }

        if (mark is '<' or '*')
        {
            Add(ref _clamped, line.Key);
        }
    }

    /// <summary>Adds a line whose quantity was reduced to nothing.</summary>
    public void LeaveOff(LineKey key) => Add(ref _clamped, key);

    private readonly void Add<T>(ref ImmutableArray<T>.Builder? items, T item) =>
        (items ??= ImmutableArray.CreateBuilder<T>(count)).Add(item);
}
