namespace Cart.Engine;

/// <summary>When the stores are checked; so a check knows what it may cost.</summary>
public enum CheckMoment
{
    /// <summary>A host starts. Tables may not be up to date yet: the host brings them there itself.</summary>
    Start,

    /// <summary>A host runs. Only what is cheap and can change is looked at.</summary>
    Repeat,

    /// <summary>An operator asks, and waits for everything.</summary>
    Doctor,
}
