using System.Globalization;
using Cart.Engine;

namespace Cart.Faults;

/// <summary>
/// One history of a shop: a few processes, a few carts, shoppers who use the same carts at the same time, and everything that can go wrong.
/// The code of the checkout, the merge, the relay and the stores' rules is the real one; a seed repeats a history exactly.
/// </summary>
internal sealed class SimulationRun
{
    private const int MaxSteps = 4000;

    private readonly World _world;
    private readonly Random _random;
    private readonly SimulationKind _kind;
    private ModelGate? _oldGate;

    private SimulationRun(int seed, BrokenRule broken, FaultCounts counts, Action<string>? trace)
    {
        _world = new World(seed, broken, counts, trace);
        _random = _world.Random;
        _kind = (SimulationKind)(seed % 3);
    }

    /// <summary>Runs a history.</summary>
    /// <returns>What was found to be wrong; nothing if all held.</returns>
    public static IReadOnlyList<string> Run(int seed, BrokenRule broken = BrokenRule.None, FaultCounts? counts = null, Action<string>? trace = null)
    {
        // On a thread of its own, so that no context of the caller takes the steps elsewhere.
        return Task.Run(() => new SimulationRun(seed, broken, counts ?? new FaultCounts(), trace).Run()).GetAwaiter().GetResult();
    }

    private List<string> Run()
    {
        var cap = _random.Next(1, 3);
        _ = _world.Server.Discounts.CreateAsync(new Discount { Code = World.Code, Value = 10, MaxUses = cap }).AsTask();
        for (var i = 0; i < 3; i++)
        {
            _world.StartProcess();
        }

        CartId[] carts = [.. Enumerable.Range(0, 2 + _random.Next(3)).Select(_ => NewCart())];
        _world.Ledger.Carts.UnionWith(carts);
        var shoppers = Enumerable.Range(0, 2 + _random.Next(3))
            .Select(_ => new SimulatedShopper(_world, carts, _kind is SimulationKind.Merges).ShopAsync(4 + _random.Next(8))).ToList();
        while (shoppers.Any(static shopping => !shopping.IsCompleted) && _world.Scheduler.Steps < MaxSteps)
        {
            if (_random.Next(15) == 0)
            {
                Strike();
            }

            if (!_world.Scheduler.RunOne())
            {
                _world.Processes.ForEach(static process => process.IsPaused = false);
            }
        }

        var failed = shoppers.FirstOrDefault(static shopping => shopping.IsFaulted);
        _world.Ledger.Check(failed is null, $"a shopper saw {failed?.Exception?.InnerException}");
        new SimulationEnd(_world, cap, _kind).Check();
        return _world.Ledger.Violations;
    }

    private CartId NewCart()
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        return CartId.FromGuid(new Guid(bytes));
    }

    private void Strike()
    {
        switch (_random.Next(9))
        {
            case 0:
                Kill(_world.AnyProcess());
                break;
            case 1:
                _world.AnyProcess().IsPaused = true;
                _world.Counts.Add("process paused");
                break;
            case 2:
                _world.Processes.ForEach(static process => process.IsPaused = false);
                break;
            case 3 or 4:
                _world.Clock.Now += TimeSpan.FromSeconds(_random.Next(1, 25));
                _world.Counts.Add("time passed");
                break;
            case 5 when _kind is SimulationKind.LosesCarts:
                RollBackCarts();
                break;
            case 6:
                RollBackGate();
                break;
            case 7:
                _oldGate = _world.Gate.Copy();
                break;
            default:
                _ = _world.AnyProcess().RelayAsync();
                break;
        }
    }

    private void Kill(ShopProcess process)
    {
        process.Kill();
        _world.Processes.Remove(process);
        _world.StartProcess();
        _world.Counts.Add("process killed");
    }

    private void RollBackCarts()
    {
        var rolling = _world.Shards[_random.Next(2)].RollBackAsync(_random.Next(1, 8));
        _world.Ledger.LastRollBack = _world.Scheduler.Steps;
        _world.Ledger.Check(rolling.IsCompletedSuccessfully, string.Create(CultureInfo.InvariantCulture, $"a roll-back failed: {rolling.Exception}"));
        _world.Counts.Add("carts rolled back");
    }

    private void RollBackGate()
    {
        _world.Gate.RollBack(_random.Next(2) == 0 ? null : _oldGate?.Copy());
        _world.Counts.Add("gate emptied or rolled back");
    }
}
