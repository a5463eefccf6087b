using Cart.Engine;

namespace Cart.Faults;

/// <summary>Everything that the processes of a simulation share.</summary>
internal sealed class World
{
    public static readonly DiscountCode Code = DiscountCode.Parse("RUSH");

    private readonly CartOptions _options = new() { CheckoutWait = TimeSpan.Zero };

    public World(int seed, BrokenRule broken, FaultCounts counts, Action<string>? trace = null)
    {
        Random = new Random(seed);
        Trace = trace ?? (static _ => { });
        Broken = broken;
        Counts = counts;
        Scheduler = new Scheduler(Random, Clock);
        Dice = new FaultDice(Random, counts);
        Network = new Network(Scheduler, Dice);
        Shards = [new CartShard(_options, Clock, Trace), new CartShard(_options, Clock, Trace)];
        Gate = new ModelGate(Clock, broken);
        Server = new OrderServer(this, Clock);
        Ledger = new Ledger(this);
    }

    public Random Random { get; }

    /// <summary>Hears of every change of a store.</summary>
    public Action<string> Trace { get; }

    public BrokenRule Broken { get; }

    public FaultCounts Counts { get; }

    public Scheduler Scheduler { get; }

    public SimulatedClock Clock { get; } = new();

    public FaultDice Dice { get; }

    public Network Network { get; }

    public CartShard[] Shards { get; }

    public ModelGate Gate { get; }

    public OrderServer Server { get; }

    public Ledger Ledger { get; }

    public List<ShopProcess> Processes { get; } = [];

    public CartOptions Options => _options;

    public CartShard ShardOf(CartId id) => Shards[id.ToGuid().ToByteArray()[0] % Shards.Length];

    public ShopProcess AnyProcess() => Processes[Random.Next(Processes.Count)];

    public ShopProcess StartProcess()
    {
        var process = new ShopProcess(this);
        Processes.Add(process);
        return process;
    }

    /// <summary>Runs steps until a task has ended, or nobody can go on.</summary>
    public void RunUntil(Task task)
    {
        while (!task.IsCompleted && Scheduler.RunOne())
        {
        }
    }
}
