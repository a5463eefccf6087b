namespace Cart.Walk;

/// <summary>The kind of a call.</summary>
internal enum CallKind
{
    // A shopper's reads and changes.
    Get, Add, AddTwo, Set, Adjust, Remove, Clear, Apply, Unapply, Ship, Unship, Import, Checkout, Orders,

    // Who the browser is: a login as the sample's, one that the host alone knows of, a logout, and a copy of another browser's cart cookies.
    SignIn, Recognise, SignOut, Copy,

    // One call more than once, or several at a time.
    Repeat, Tabs, During, Burst,

    // A live stream.
    Watch,

    // An operator.
    Toggle, Delete, Price, Stock, Sell,
}
