using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>Lists the carts in Redis by SCAN, one primary after the other.</summary>
/// <remarks>
/// A cursor is a digest of the primary and its SCAN cursor, so any process can continue it. If a primary is replaced during an iteration, some of
/// its carts can be missed; the next iteration finds them.
/// </remarks>
internal sealed class RedisCartDirectory(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys) : ICartDirectory
{
    private const int MostListed = 10_000;

    private static readonly RedisValue[] Fields = ["m", "u", "a"];

    private static readonly Asked Listing = Asked.Read("list carts");

    private readonly ScriptRunner _scripts = new(link, options.Value);

    public async ValueTask<CartPage> ListAsync(string? cursor = null, int limit = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostListed);
        var (name, position) = Read(cursor);
        var connection = await _scripts.ConnectAsync(Listing, cancellationToken).ConfigureAwait(false);
        List<(string Name, IServer Server)> rest = [.. PrimaryServers.Of(connection)
            .Select(static server => (Name: DigestOf(server), Server: server))
            .Where(primary => string.CompareOrdinal(primary.Name, name) >= 0)
            .OrderBy(static primary => primary.Name, StringComparer.Ordinal)];
        if (rest is [])
        {
            return new CartPage([], null);
        }

        var (found, next) = await ScanAsync(rest[0].Server, rest[0].Name == name ? position : "0", limit, cancellationToken).ConfigureAwait(false);
        var carts = await ReadAsync(found, cancellationToken).ConfigureAwait(false);
        return new CartPage([.. carts.OfType<CartSummary>()], next switch
        {
            not "0" => $"{rest[0].Name}.{next}",
            _ when rest.Count > 1 => $"{rest[1].Name}.0",
            _ => null,
        });
    }

    public async ValueTask<bool> DeleteAsync(CartSummary seen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        RedisValue[] arguments = [.. AsListed(seen), (long)options.Value.TombstoneTimeToLive.TotalSeconds];
        var deleted = await RunAsync(CartScript.DeleteCart, seen, arguments, cancellationToken).ConfigureAwait(false);
        if (deleted)
        {
            await _scripts.Subscriber.PublishAsync(keys.Changes(seen.Id), seen.Version, CommandFlags.FireAndForget).ConfigureAwait(false);
        }

        return deleted;
    }

    public ValueTask<bool> MarkAbandonedAsync(CartSummary seen, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return RunAsync(CartScript.MarkAbandoned, seen, AsListed(seen), cancellationToken);
    }

    public async ValueTask<bool> TakeTurnAsync(TimeSpan duration, CancellationToken cancellationToken = default) => await _scripts.AnswerAsync(
        () => _scripts.Database.StringSetAsync(keys.Turn, RedisValue.EmptyString, duration, When.NotExists),
        Asked.Change("take the turn"),
        cancellationToken).ConfigureAwait(false);

    // Both scripts first check that the cart has not changed since it was listed.
    private RedisValue[] AsListed(CartSummary seen) =>
        [ScriptCalls.TermsAt(time.GetUtcNow()), seen.Version, seen.ChangedAt.ToUnixTimeSeconds()];

    private async ValueTask<bool> RunAsync(CartScript script, CartSummary seen, RedisValue[] arguments, CancellationToken cancellationToken)
    {
        var reply = await _scripts.RunAsync(script, [keys.Cart(seen.Id)], arguments, cancellationToken).ConfigureAwait(false);
        return (CartStatus)(int)reply[0] is CartStatus.Ok;
    }

    private async Task<(HashSet<CartId> Carts, string Next)> ScanAsync(
        IServer server, string position, int limit, CancellationToken cancellationToken)
    {
        object[] arguments = [position, "MATCH", keys.Carts, "COUNT", limit];
        var reply = (RedisResult[])(await _scripts.AnswerAsync(
            () => server.ExecuteAsync(_scripts.Database.Database, "SCAN", arguments), Listing, cancellationToken).ConfigureAwait(false))!;
        var carts = new HashSet<CartId>();
        foreach (var key in (string[])reply[1]!)
        {
            if (keys.TryParseCart(key, out var cart))
            {
                carts.Add(cart);
            }
        }

        return (carts, (string)reply[0]!);
    }

    private Task<CartSummary?[]> ReadAsync(IEnumerable<CartId> carts, CancellationToken cancellationToken) => _scripts.AnswerAsync(
        () => Task.WhenAll(carts.Select(async cart =>
            CartLayout.ToSummary(cart, await _scripts.Database.HashGetAsync(keys.Cart(cart), Fields).ConfigureAwait(false)))),
        Listing,
        cancellationToken);

    private static (string Name, string Position) Read(string? cursor) => cursor?.Split('.') switch
    {
        null => ("", "0"),
        [var name, var position] when ulong.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out _) => (name, position),
        _ => throw new ArgumentException("The cursor is none that a page of this store named.", nameof(cursor)),
    };

    // A digest, so that a cursor does not reveal server addresses.
    private static string DigestOf(IServer server) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(EndPointCollection.ToString(server.EndPoint))).AsSpan(0, 6));
}
