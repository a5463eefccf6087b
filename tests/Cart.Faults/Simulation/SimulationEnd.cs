using Cart.Engine;

namespace Cart.Faults;

/// <summary>Lets a history come to rest, and checks what must hold then.</summary>
internal sealed class SimulationEnd(World world, int cap, SimulationKind kind)
{
    private static readonly ProductKey Nothing = new(1, 1);

    private Ledger Ledger => world.Ledger;

    public void Check()
    {
        var process = ComeToRest();
        CheckOrders();
        CheckDiscount(process);
        CheckTokens();
        if (kind is SimulationKind.Plain)
        {
            foreach (var (cart, history) in Ledger.Histories)
            {
                Ledger.Check(
                    history.Count > 60 || Linearizability.Holds(history, default),
                    $"no order of operations explains the history of cart {cart}: {string.Join("; ", history.Select(operation => operation.ToString()))}");
            }
        }
    }

    // Nothing fails any more. All processes are replaced by one, leases run out, every cart is touched, the outbox is worked off.
    private ShopProcess ComeToRest()
    {
        world.Dice.IsOn = false;
        world.Processes.ForEach(static process => process.Kill());
        world.Processes.Clear();
        while (world.Scheduler.RunOne())
        {
        }

        Run(world.Server.DecideAsync());
        var process = world.StartProcess();
        world.Clock.Now += TimeSpan.FromMinutes(1);
        Relay(process);
        if (kind is not SimulationKind.LosesCarts)
        {
            Ledger.Orders.ForEach(order => Ledger.Check(
                SnapshotOf(order.Cart.Id).State is CartState.Ordered, $"the relay left the cart of order {order.Id} open"));
        }

        foreach (var cart in Ledger.Carts.ToList())
        {
            Run(process.Engine.ApplyAsync(cart, new RemoveLine(Nothing)).AsTask());
        }

        Relay(process);
        foreach (var order in Ledger.Orders.Where(order => SnapshotOf(order.Cart.Id).State is CartState.Open).ToList())
        {
            CheckOutAgain(process, order);
        }

        return process;
    }

    // A cart that was ordered is open again because its server lost that: the next checkout finds the order, and keeps what came later.
    private void CheckOutAgain(ShopProcess process, OrderDraft order)
    {
        if (SnapshotOf(order.Cart.Id).IsEmpty)
        {
            return;
        }

        Run(process.Engine.ApplyAsync(order.Cart.Id, new RemoveDiscount()).AsTask());
        var checkout = process.Engine.CheckoutAsync(order.Cart.Id);
        Run(checkout);
        Ledger.Check(checkout.Result.Order?.Id == order.Id, $"a second checkout of order {order.Id} came to {checkout.Result.Outcome}");
        var closed = process.Engine.ApplyAsync(order.Cart.Id, new RemoveLine(Nothing)).AsTask();
        Run(closed);
        Ledger.Check(closed.Result.Status is CartStatus.Ordered, $"the cart of order {order.Id} is {closed.Result.Status}");
    }

    private void Relay(ShopProcess process)
    {
        for (var rounds = 0; rounds < 20 && Pending() > 0; rounds++)
        {
            world.Clock.Now += TimeSpan.FromHours(10);
            Run(process.RelayAsync());
        }

        Ledger.Check(Pending() == 0, "the outbox is not empty");
    }

    private long Pending() => world.Server.Orders.MeasureAsync().AsTask().Result.Pending;

    private void CheckOrders()
    {
        foreach (var order in Ledger.Orders)
        {
            Ledger.Check(Ledger.CheckedOutHeard.Contains(order.Id), $"nobody heard that the cart of order {order.Id} was checked out");
            Ledger.Check(Ledger.PlacedHeard.Contains(order.Id), $"nobody heard that order {order.Id} was placed");
        }

        foreach (var (cart, answered) in Ledger.Answers)
        {
            var placed = Ledger.Orders.FirstOrDefault(order => order.Cart.Id == cart);
            Ledger.Check(placed?.Id == answered.Id, $"a shopper was told of order {answered.Id}; cart {cart} became {placed?.Id}");
        }

        foreach (var cart in Ledger.Carts.Select(SnapshotOf))
        {
            Ledger.Check(cart.State is not (CartState.CheckingOut or CartState.Merging), $"cart {cart.Id} is still {cart.State}");
        }
    }

    private void CheckDiscount(ShopProcess process)
    {
        var uses = Ledger.Orders.Count(order => !order.Discounts.IsEmpty);
        var stored = world.Server.Discounts.FindAsync(World.Code).AsTask().Result!;
        Ledger.Check(uses <= cap, $"{uses} orders used a discount that {cap} can use");
        Ledger.Check(stored.CurrentUses == uses, $"{uses} orders used the discount, of which {stored.CurrentUses} are counted");
        CheckNextUse(process, isLeft: uses < cap);

        // That checkout has filled the gate again, which forgets everything after a while.
        stored = world.Server.Discounts.FindAsync(World.Code).AsTask().Result!;
        var (counted, reserved) = world.Gate.Counts ?? default;
        Ledger.Check(counted.Granted == stored.Granted, $"at rest the gate counts {counted.Granted} uses, the store {stored.Granted}");
        Ledger.Check(reserved == 0, $"{reserved} uses are still set aside");
    }

    // Whether one more order gets the discount tells whether a use leaked, or the gate believes that all are taken.
    private void CheckNextUse(ShopProcess process, bool isLeft)
    {
        var cart = CartId.DeriveFrom("the last cart");
        Run(process.Engine.ApplyAsync(cart, new AddLines(new ProductKey(2, 1), 1, 1m)).AsTask());
        Run(process.Engine.ApplyAsync(cart, new ApplyDiscount(World.Code.Text)).AsTask());
        var checkout = process.Engine.CheckoutAsync(cart);
        Run(checkout);
        Ledger.Check(
            checkout.IsCompletedSuccessfully && (checkout.Result.Outcome is "placed") == isLeft,
            $"with {(isLeft ? "a use" : "no use")} left, a checkout came to {(checkout.IsCompletedSuccessfully ? checkout.Result.Outcome : checkout.Exception)}");
    }

    // What a shopper was told is in the cart is in an order or in a live cart, once; what was refused is nowhere.
    private void CheckTokens()
    {
        var held = Ledger.Carts.Select(SnapshotOf).SelectMany(static cart => cart.Lines).ToList();
        foreach (var token in Ledger.Tokens)
        {
            var found = Ledger.Orders.SelectMany(static order => order.Cart.Lines).Concat(held)
                .Where(line => line.Product == token.Product).Sum(static line => line.Quantity.ToInt32());
            Ledger.Check(found <= token.Quantity, $"token {token.Number} is there {found} times, {token.Quantity} were added");
            var mustBeThere = token.IsAcknowledged && token.AddedAt > Ledger.LastRollBack && !token.IsRemoved;
            Ledger.Check(!mustBeThere || found == token.Quantity, $"token {token.Number} was acknowledged and is there {found} times of {token.Quantity}");
            Ledger.Check(
                token.IsAcknowledged || token.IsUncertain || found == 0, $"token {token.Number} was refused and is there {found} times");
        }
    }

    private CartSnapshot SnapshotOf(CartId cart) => world.ShardOf(cart).GetAsync(cart).Result;

    private void Run(Task task)
    {
        world.RunUntil(task);
        Ledger.Check(task.IsCompletedSuccessfully, $"at rest something failed: {task.Exception}");
    }
}
