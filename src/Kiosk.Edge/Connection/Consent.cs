using Kiosk.Edge.Recognition;

namespace Kiosk.Edge.Connection;

/// <summary>Decides whether the sensors may be open: only in a visit, only as the kiosk's mode and the customer's word
/// allow, and never while something holds them closed.</summary>
/// <remarks>Any thread may call. Every call returns after the sensors were told, so that a switch or a "no" acts at once,
/// whatever waits in a queue.</remarks>
public sealed class Consent(ConsentOptions options) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _privateSteps = new(options.PrivateSteps, StringComparer.OrdinalIgnoreCase);
    private bool _inVisit;
    private bool? _camera;
    private bool? _microphone;
    private bool _privateStep;
    private bool _privacySwitch;
    private bool _staff;
    private int _cameraClosers;
    private int _microphoneClosers;

    /// <summary>Something of <see cref="State"/> changed. Called in the thread that changed it.</summary>
    public event Action<SensingState>? Changed;

    /// <summary>Whether the camera may be open.</summary>
    public Permission Camera { get; } = new();

    /// <summary>Whether the microphone may be open.</summary>
    public Permission Microphone { get; } = new();

    /// <summary>What the indicator tells.</summary>
    public SensingState State { get; private set; } = new(options.Mode, Agreed: null, SensingHold.None, options.FromAge);

    /// <summary>A visit begins: nothing is agreed to yet.</summary>
    public void Begin() => Change(() => _inVisit = true);

    /// <summary>A visit ends: both sensors close, and the next customer decides anew. A private step stays one until the app
    /// tells another, a start or an end: somebody may still be slow at it.</summary>
    public void End() => Change(Forget);

    /// <summary>The customer's word.</summary>
    public void Answer(bool camera, bool microphone) => Change(() => (_camera, _microphone) = (camera, microphone));

    /// <summary>The app shows another step.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isPrivate">The app says that a card or PIN is entered there.</param>
    public void Enter(string name, bool isPrivate) =>
        Change(() => _privateStep = IsPrivate(name, isPrivate));

    /// <summary>The staff key was turned: while staff work on the kiosk, nobody's face or voice is read.</summary>
    public void SetStaff(bool present) => Change(() => _staff = present);

    /// <summary>The privacy switch was moved.</summary>
    public void SetPrivacySwitch(bool closed) => Change(() => _privacySwitch = closed);

    /// <summary>Takes in what the customer says or the app shows; other events say nothing of the sensors.</summary>
    public void Take(ScreenEvent screenEvent)
    {
        switch (screenEvent)
        {
            case ScreenEvent.Consent answer:
                Answer(answer.Camera, answer.Microphone);
                break;
            case ScreenEvent.Step step:
                Enter(step.Name, step.IsPrivate);
                break;
            case ScreenEvent.Start { Again: false }:
                Change(() => _privateStep = false);
                break;
            case ScreenEvent.End:
                Change(Leave);
                break;
        }
    }

    /// <summary>Closes what an event closes that is not taken. It opens nothing.</summary>
    public void CloseFor(ScreenEvent screenEvent) => Change(() => Close(screenEvent));

    /// <summary>Closes what an event will close that waits for its turn, and keeps it closed until <see cref="Settle"/>:
    /// what waits before it may open the sensors no more. It opens nothing.</summary>
    public void Expect(ScreenEvent screenEvent) => Change(() =>
    {
        Close(screenEvent);
        Count(screenEvent, 1);
    });

    /// <summary>An event that was expected has had its turn, or gets none.</summary>
    public void Settle(ScreenEvent screenEvent) => Change(() => Count(screenEvent, -1));

    /// <summary>Closes the sensors.</summary>
    public void Dispose()
    {
        Camera.Dispose();
        Microphone.Dispose();
    }

    private bool IsPrivate(string step, bool told) => told || _privateSteps.Contains(step);

    private void Forget()
    {
        _inVisit = false;
        _camera = _microphone = null;
    }

    private void Leave()
    {
        Forget();
        _privateStep = false;
    }

    private void Close(ScreenEvent screenEvent)
    {
        switch (screenEvent)
        {
            case ScreenEvent.End:
                Leave();
                break;
            case ScreenEvent.Step step when IsPrivate(step.Name, step.IsPrivate):
                _privateStep = true;
                break;
            case ScreenEvent.Consent { Camera: false } or ScreenEvent.Consent { Microphone: false }:
                var consent = (ScreenEvent.Consent)screenEvent;
                _camera = consent.Camera ? _camera : false;
                _microphone = consent.Microphone ? _microphone : false;
                break;
        }
    }

    private void Count(ScreenEvent closer, int change)
    {
        var (camera, microphone) = closer switch
        {
            ScreenEvent.End => (true, true),
            ScreenEvent.Step step when IsPrivate(step.Name, step.IsPrivate) => (true, true),
            ScreenEvent.Consent consent => (!consent.Camera, !consent.Microphone),
            _ => (false, false),
        };
        _cameraClosers += camera ? change : 0;
        _microphoneClosers += microphone ? change : 0;
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            var hold = _staff ? SensingHold.Staff
                : _privacySwitch ? SensingHold.PrivacySwitch
                : _privateStep ? SensingHold.PrivateStep
                : SensingHold.None;
            Camera.Set(Allows(_camera) && hold == SensingHold.None && _cameraClosers == 0);
            Microphone.Set(Allows(_microphone) && hold == SensingHold.None && _microphoneClosers == 0);

            var state = new SensingState(
                options.Mode, _camera is null && _microphone is null ? null : _camera == true || _microphone == true, hold, options.FromAge);
            if (state != State)
            {
                State = state;
                Changed?.Invoke(state);
            }
        }
    }

    private bool Allows(bool? word) => _inVisit && options.Mode switch
    {
        SensingMode.OptIn => word == true,
        SensingMode.Notice => word != false,
        _ => false,
    };
}
