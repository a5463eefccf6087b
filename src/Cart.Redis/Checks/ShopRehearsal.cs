using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Runs what a shop does on scratch keys, because a server with good settings may still not let this user run a script or publish. The keys are
/// deleted at the end, and expire by themselves.
/// </summary>
internal sealed class ShopRehearsal(RedisLink link, IOptions<CartOptions> options, TimeProvider time, CartKeys keys)
{
    private const int Tries = 2000;

    private static readonly ProductKey Product = new(1, 1);
    private static readonly Asked CleaningUp = Asked.Change("delete the trial's keys");

    private readonly ScriptRunner _commands = new(link);
    private readonly RedisCartStore _carts = new(link, options, time, keys);
    private readonly RedisCartWatch _watch = new(link, options, time, keys);
    private readonly RedisDiscountGate _gate = new(link, keys);
    private readonly RedisUserCarts _users = new(link, options, keys);

    /// <exception cref="CartUnavailableException">Redis rejected a step, or did not answer.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var connection = await link.OpenAsync(cancellationToken).ConfigureAwait(false);
        var carts = OneOnEach(PrimaryServers.Of(connection), connection);
        var (user, code) = ($"trial {carts[0]}", DiscountCode.Parse($"TRIAL-{carts[0]}"));
        RedisKey[] used = [.. carts.Select(keys.Cart), keys.UserCarts(user), keys.Discount(code), keys.DiscountReservations(code)];
        try
        {
            await Task.WhenAll(
                [.. carts.Select(cart => ShopAsync(cart, cancellationToken)), RememberAsync(user, carts[0], cancellationToken), ReserveAsync(code, cancellationToken)])
                .ConfigureAwait(false);
        }
        finally
        {
            await Task.WhenAll(used.Select(key =>
                _commands.AnswerAsync(() => _commands.Database.KeyDeleteAsync(key), CleaningUp, cancellationToken))).ConfigureAwait(false);
        }
    }

    private async Task ShopAsync(CartId cart, CancellationToken cancellationToken)
    {
        await _carts.ApplyAsync(cart, new AddLines(Product, 1, 1m) { WithSnapshot = true }, cancellationToken).ConfigureAwait(false);
        await (await _watch.WatchAsync(cart, static () => { }, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        await _watch.NotifyAsync(cart, cancellationToken).ConfigureAwait(false);
        await _carts.ApplyAsync(cart, new AdjustLine(Product, 1), cancellationToken).ConfigureAwait(false);
        await _carts.ApplyAsync(cart, new BeginCheckout(TimeSpan.FromSeconds(1)), cancellationToken).ConfigureAwait(false);
        await _carts.GetAsync(cart, cancellationToken).ConfigureAwait(false);
    }

    private async Task RememberAsync(string user, CartId cart, CancellationToken cancellationToken)
    {
        await _users.ClaimActiveAsync(user, cart, cancellationToken: cancellationToken).ConfigureAwait(false);
        await _users.FindActiveAsync(user, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReserveAsync(DiscountCode code, CancellationToken cancellationToken)
    {
        var order = OrderId.New(time);
        await _gate.StoreAsync(new Discount { Code = code, Value = 1m, MaxUses = 1 }, cancellationToken).ConfigureAwait(false);
        await _gate.ReserveAsync(code, order, cancellationToken).ConfigureAwait(false);
        await _gate.EndAsync(code, order, uses: null, cancellationToken).ConfigureAwait(false);
        await _gate.FindAsync(code, cancellationToken).ConfigureAwait(false);
    }

    // Each node of a cluster has its own rights and command names.
    private List<CartId> OneOnEach(IReadOnlyList<IServer> primaries, IConnectionMultiplexer connection)
    {
        List<CartId> carts = [CartId.New()];
        if (primaries.Count == 1 || primaries[0].ClusterConfiguration is not { } cluster)
        {
            return carts;
        }

        var missing = primaries.Select(static primary => primary.EndPoint).ToHashSet();
        missing.Remove(cluster.GetBySlot(connection.HashSlot(keys.Cart(carts[0])))?.EndPoint!);
        for (var tries = 0; missing.Count > 0 && tries < Tries; tries++)
        {
            var cart = CartId.New();
            if (cluster.GetBySlot(connection.HashSlot(keys.Cart(cart)))?.EndPoint is { } owner && missing.Remove(owner))
            {
                carts.Add(cart);
            }
        }

        return carts;
    }
}

/// <summary>Creates the findings of a failed rehearsal.</summary>
internal static class RehearsalRules
{
    private const string Name = "redis_trial";

    public static CheckFinding Passed { get; } =
        new(Name, CheckLevel.Ok, "a trial cart was changed, watched and deleted, with a user and a discount");

    public static ImmutableArray<CheckFinding> Failed(CartUnavailableException fault) => (fault.InnerException as RedisDetail)?.Refusal switch
    {
        RefusalKind.Forbidden or RefusalKind.Other =>
        [
            new(
                Name, CheckLevel.Refuse, $"a trial of what a shop does failed: {Sentence(fault)}",
                "Shoppers would get 503.",
                "Give the Redis user the rights that docs/security.md lists, and neither rename nor disable their commands."),
        ],
        RefusalKind.State =>
        [
            new(
                Name, CheckLevel.Warn, $"a trial of what a shop does was rejected: {Sentence(fault)}",
                "Shoppers get 503 until this is over.",
                "Look at the memory, the disk and the replicas of Redis."),
        ],
        _ => [new("redis", CheckLevel.Away, Sentence(fault), "Carts are away.", "It is looked at again; if this stays, make sure that Redis runs and can be reached.")],
    };

    private static string Sentence(CartUnavailableException fault) => fault.Message.TrimEnd('.');
}
