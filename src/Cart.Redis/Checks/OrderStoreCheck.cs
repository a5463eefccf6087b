using System.Collections.Immutable;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cart.Redis;

/// <summary>
/// Checks that the carts under this prefix belong to the order store of this host. Two shops under one prefix would share carts, users and
/// discounts, and each would miss orders of the other.
/// </summary>
internal sealed class OrderStoreCheck(RedisLink link, CartKeys keys, IServiceProvider services) : IStoreCheck
{
    private const string Finding = "redis_order_store";

    private static readonly Asked Comparing = Asked.Change("compare the order store");

    private readonly ScriptRunner _commands = new(link);

    public string Name => Finding;

    public async ValueTask<ImmutableArray<CheckFinding>> CheckAsync(CheckContext context, CancellationToken cancellationToken = default)
    {
        // The doctor changes nothing. The directory of an embedded server belongs to one process.
        var mayMark = context.Moment is not CheckMoment.Doctor;
        if (link.IsEmbedded || services.GetService<IOrderStore>() is not IOrderStoreIdentity orders)
        {
            return [];
        }

        try
        {
            if (await orders.ReadIdentityAsync(cancellationToken).ConfigureAwait(false) is not { } identity)
            {
                return [];
            }

            var own = identity.ToString("N");
            return [Judge(own, await _commands.AnswerAsync(() => CompareAsync(own, mayMark), Comparing, cancellationToken).ConfigureAwait(false))];
        }
        catch (CartUnavailableException)
        {
            // An unavailable store is reported by its own check.
            return [];
        }
    }

    private async Task<string?> CompareAsync(string own, bool mayMark)
    {
        if (mayMark)
        {
            await _commands.Database.StringSetAsync(keys.OrderStore, own, when: When.NotExists).ConfigureAwait(false);
        }

        return await _commands.Database.StringGetAsync(keys.OrderStore).ConfigureAwait(false);
    }

    private CheckFinding Judge(string own, string? known) => known is null || known == own
        ? new(Finding, CheckLevel.Ok, $"the carts with the prefix {keys.Prefix} belong to {(known is null ? "no order store yet" : "this order store")}")
        : new(
            Finding,
            CheckLevel.Refuse,
            $"the carts with the prefix {keys.Prefix} belong to another order store ({known}; this one is {own})",
            "Two shops would share carts, users and discounts, and orders would be missing.",
            $"Give this shop another prefix (Cart:Redis:KeyPrefix). If it is the same shop with a new order store, delete the key {keys.OrderStore} in Redis.");
}
