using Cart.Engine;

namespace Cart.Faults;

/// <summary>The gate as one process reaches it.</summary>
internal sealed class SimulatedGate(World world, Actor process) : IDiscountGate
{
    public async ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
        await SendAsync(world.Gate.Find);

    public async ValueTask StoreAsync(Discount discount, CancellationToken cancellationToken = default) => await SendAsync(() =>
    {
        world.Gate.Store(discount);
        return true;
    });

    public async ValueTask<DiscountAdmission> ReserveAsync(DiscountCode code, OrderId holder, CancellationToken cancellationToken = default) =>
        await SendAsync(() => world.Gate.Reserve(holder));

    public async ValueTask EndAsync(DiscountCode code, OrderId holder, DiscountUses? uses, CancellationToken cancellationToken = default) =>
        await SendAsync(() =>
        {
            world.Gate.End(holder, uses);
            return true;
        });

    public ValueTask ForgetAsync(DiscountCode code, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    private Task<T> SendAsync<T>(Func<T> effect) => world.Network.SendAsync(process, async () =>
    {
        var answer = effect();
        var stored = (await world.Server.Discounts.FindAsync(World.Code))!;
        world.Ledger.Check(
            world.Gate.Counts is not { } counts || counts.Uses.Granted <= stored.Granted,
            $"the gate counts {world.Gate.Counts?.Uses.Granted} uses, the store {stored.Granted}");
        return answer;
    });
}
