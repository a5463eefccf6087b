using System.Collections.Immutable;
using Cart.Engine;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Reads the answer of a script: status, version, and what the status brings with it.</summary>
internal static class ScriptReply
{
    /// <summary>The status on the wire of an operation that had taken effect before; to a caller it is Ok.</summary>
    public const int Replayed = 100;

    // After the status, the version, the number of lines and the number of units.
    private const int FirstLine = 4;

    public static CartResult ToResult(CartId id, CartCommand command, RedisResult[] reply)
    {
        var code = (int)reply[0];
        var replayed = code == Replayed;
        var result = new CartResult { Status = ToStatus(replayed ? 0 : code), Version = (long)reply[1], Replayed = replayed };
        return result.Status switch
        {
            CartStatus.Ok => command switch
            {
                BeginCheckout or BeginMerge => Begun(result, id, reply[2]),
                AddLines add => WithLines(result, reply, index => add.Additions[index].Product),
                SetLines set => WithLines(result, reply, index => set.Assignments[index].Product),
                AdjustLine adjust => WithLines(result, reply, _ => adjust.Product),
                RemoveLine remove => WithLines(result, reply, _ => remove.Product),
                MergeLines merge => WithLines(result, reply, index => merge.Lines[index].Product),
                CartMutation => WithCounts(result, reply),
                _ => result,
            },
            CartStatus.CheckoutInProgress or CartStatus.CheckoutLapsed => result with
            {
                Hold = new CheckoutHold((long)reply[2], TimeSpan.FromMilliseconds((long)reply[3])),
            },
            CartStatus.Ordered => CartHash.ToOrder((string)reply[2]!) is var (order, successor)
                ? result with { OrderId = order, Successor = successor, Replayed = reply.Length > 3 }
                : result,
            CartStatus.MergeInProgress or CartStatus.Merged => result with { Merge = CartHash.ToMerge((string)reply[2]!) },
            _ => reply.Length > 2 && ProductKey.TryParse((string?)reply[2], out var product) ? result with { Product = product } : result,
        };
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

    private static CartResult WithCounts(CartResult result, RedisResult[] reply) =>
        result with { UniqueCount = (int)reply[2], Count = (long)reply[3] };

    // A line may be marked: - it was removed, + it is new, < its quantity was cut to the limit.
    private static CartResult WithLines(CartResult result, RedisResult[] reply, Func<int, ProductKey> productOf)
    {
        var changed = ImmutableArray.CreateBuilder<CartLine>(reply.Length - FirstLine);
        var (removed, created, clamped) = (
            ImmutableArray.CreateBuilder<CartLine>(), ImmutableArray.CreateBuilder<ProductKey>(), ImmutableArray.CreateBuilder<ProductKey>());
        for (var i = FirstLine; i < reply.Length; i++)
        {
            var value = (string)reply[i]!;
            if (value.Length == 0)
            {
                continue;
            }

            var product = productOf(i - FirstLine);
            var marks = value.AsSpan(0, value.AsSpan().IndexOfAnyInRange('0', '9'));
            (marks.Contains('-') ? removed : changed).Add(CartHash.ToLine(product, value.AsSpan(marks.Length)));
            if (marks.Contains('+'))
            {
                created.Add(product);
            }

            if (marks.Contains('<'))
            {
                clamped.Add(product);
            }
        }

        return WithCounts(result, reply) with
        {
            Changed = changed.ToImmutable(),
            Removed = removed.ToImmutable(),
            Created = created.ToImmutable(),
            Clamped = clamped.ToImmutable(),
        };
    }
}
